"""Administrative divisions and their code history."""
