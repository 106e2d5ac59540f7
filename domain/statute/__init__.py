"""The law's data as types: versions, fees, retention, reasons, offices, rules of bulk."""
