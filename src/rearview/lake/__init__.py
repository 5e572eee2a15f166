"""Where rows rest: a grid of cells, each one table over one window of time in one Parquet file.

The one door to Parquet. It knows nothing of sources, engines or what the rows mean.
"""
