"""Accounts by key and by code: a key is what tells an account from all others (bank and number, wallet), its code is
its place in the order in which keys were first met. Codes stay as keys are added."""

from dataclasses import dataclass

import polars as pl

from duixian.base.faults import BadInput, Fault


@dataclass(frozen=True, slots=True)
class Accounts:
    """`keys`: each once, in the order of their codes."""

    keys: pl.Series

    @classmethod
    def none(cls) -> "Accounts":
        """To be grown."""
        return cls(pl.Series("key", [], pl.String))

    def __len__(self) -> int:
        return len(self.keys)

    def grown(self, *columns: pl.Series) -> "Accounts":
        """With all keys of these columns; those that are new get the next codes in the order they stand, column by
        column. Raises `BadInput` for a row without a key."""
        for column in columns:
            if column.null_count() or (column == "").any():
                raise BadInput(
                    Fault(
                        code="flows.key",
                        field=column.name,
                        template="有账户没有账号",
                        remedy="请先补全账号，或者把这些行挑出来",
                    )
                )
        every = pl.concat([self.keys, *(column.cast(pl.String).rename("key") for column in columns)])
        return Accounts(every.unique(maintain_order=True))

    def codes(self, keys: pl.Series) -> pl.Series:
        """The code of each key (Int32), nothing for a key that is not known."""
        index = pl.DataFrame({"key": self.keys}).with_row_index("code")
        asked = pl.DataFrame({"key": keys.cast(pl.String)})
        return asked.join(index, on="key", how="left", maintain_order="left")["code"].cast(pl.Int32)

    def key(self, code: int) -> str:
        """The key of a code. Raises `IndexError`."""
        return str(self.keys[code])
