"""Settings profiles: `home` (the default), `community` and `test`. The environment is read here and nowhere else."""
