"""The linear assignment problem: pair rows with columns so that the sum of their costs is least."""

import numpy as np
from numpy.typing import NDArray


def assign(costs: NDArray[np.float64]) -> list[tuple[int, int]]:
    """The pairs (row, column) of the cheapest assignment; every row or every column is paired, whichever are fewer.

    Shortest augmenting paths (Jonker and Volgenant 1987), O(n³) with the inner loop in numpy.
    """
    rows, columns = costs.shape
    if rows == 0 or columns == 0:
        return []
    if rows > columns:
        return sorted((row, column) for column, row in assign(np.ascontiguousarray(costs.T)))
    row_price, column_price = np.zeros(rows), np.zeros(columns)
    row_of = np.full(columns, -1)
    for row in range(rows):
        _augment(costs, row, row_price, column_price, row_of)
    return sorted((int(row), column) for column, row in enumerate(row_of) if row >= 0)


def _augment(
    costs: NDArray[np.float64],
    start: int,
    row_price: NDArray[np.float64],
    column_price: NDArray[np.float64],
    row_of: NDArray[np.int_],
) -> None:
    """Add `start` to the assignment along the cheapest path of reassignments."""
    columns = costs.shape[1]
    shortest, came_from = np.full(columns, np.inf), np.full(columns, -1)
    done = np.zeros(columns, dtype=bool)
    row, last, reached = start, -1, 0.0
    tree = [(start, 0.0)]
    while True:
        reduced = reached + costs[row] - row_price[row] - column_price
        better = ~done & (reduced < shortest)
        shortest[better], came_from[better] = reduced[better], last
        column = int(np.argmin(np.where(done, np.inf, shortest)))
        reached, done[column], last = float(shortest[column]), True, column
        if row_of[column] < 0:
            break
        row = int(row_of[column])
        tree.append((row, reached))
    for visited, at in tree:
        row_price[visited] += reached - at
    column_price[done] -= reached - shortest[done]
    while column >= 0:
        previous = int(came_from[column])
        row_of[column] = start if previous < 0 else row_of[previous]
        column = previous
