"""Language models of other companies, each behind one adapter, asked in order by the chain."""
