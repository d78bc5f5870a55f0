"""Who is meant by a name: Chinese persons and companies as people write them, and what a number says for or against."""
