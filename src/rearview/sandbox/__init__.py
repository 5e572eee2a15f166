"""A stand-in for Data 360 and a synthetic org: for trying, for tests and for benchmarks. No live org is ever asked."""
