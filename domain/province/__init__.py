"""What a province counts: dossiers as facts that tell of nobody, and the figures that are made of them."""
