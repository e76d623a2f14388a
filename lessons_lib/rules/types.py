"""What the signatures of the rules say."""

from __future__ import annotations

import numpy as np

Value = float | np.ndarray  # one number, or one a coordinate (memory) or a cell of the grid (settings)
Step = dict[str, np.ndarray]  # everything a rule returns, by name
