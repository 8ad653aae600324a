"""Facts at rest: a folder of Parquet parts that later exports correct, and that can be published."""
