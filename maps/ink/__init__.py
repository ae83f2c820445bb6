"""What every picture is drawn with: labels, colours, fonts, furniture, scenes."""
