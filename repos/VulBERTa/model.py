"""A classifier of token sequences: embeddings, one layer over every few neighbouring tokens, the
strongest answer over all places, and an MLP on top."""

from torch import nn

WINDOW = 8  # tokens
EMBEDDING = 64
HIDDEN = 256
CLASSES = 2


class TokenMlp(nn.Module):
    def __init__(self, vocabulary):
        super().__init__()
        self.embedding = nn.Embedding(vocabulary, EMBEDDING)
        self.windows = nn.Conv1d(EMBEDDING, HIDDEN, WINDOW)  # one linear layer, at every place
        self.head = nn.Sequential(
            nn.ReLU(), nn.Linear(HIDDEN, HIDDEN), nn.ReLU(), nn.Linear(HIDDEN, CLASSES)
        )

    def forward(self, tokens):
        """Scores (N, 2) of token sequences (N, length); length at least WINDOW."""
        embedded = self.embedding(tokens).transpose(1, 2)
        return self.head(self.windows(embedded).amax(dim=2))
