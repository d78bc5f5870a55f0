"""The public look-up: anybody may ask whether somebody is on a list, one name at a time."""
