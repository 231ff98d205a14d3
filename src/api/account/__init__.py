"""What belongs to who calls: addresses, accounts elsewhere, offers."""
