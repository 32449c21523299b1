"""What answers at an address: one file per noun of the API."""
