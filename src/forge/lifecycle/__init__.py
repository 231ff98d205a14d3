"""What happens to repositories, from their creation to the bin and back."""
