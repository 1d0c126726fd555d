"""The Merkle tree of RFC 6962, section 2.1: roots, inclusion proofs, and their checks. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from hashlib import sha256

EMPTY = sha256(b"").digest()
"""The root of a tree without leaves."""


def leaf_hash(entry: bytes) -> bytes:
    """The hash of one entry."""
    return sha256(b"\x00" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash of two subtrees beside one another."""
    return sha256(b"\x01" + left + right).digest()


class Frontier:
    """A tree that only grows: the roots of its full subtrees, the largest first.

    Enough to add leaves and to tell the root, in as many hashes as the size has bits.
    """

    def __init__(self, size: int = 0, nodes: Sequence[bytes] = ()) -> None:
        if len(nodes) != size.bit_count():
            raise ValueError(f"a tree of {size} leaves has {size.bit_count()} full subtrees")
        self.size = size
        self.nodes = list(nodes)

    def add(self, leaf: bytes) -> None:
        """Add a leaf, which is a leaf's hash, at the right."""
        full = self.size
        nodes = self.nodes
        while full & 1:
            leaf = sha256(b"\x01" + nodes.pop() + leaf).digest()
            full >>= 1
        nodes.append(leaf)
        self.size += 1

    def root(self) -> bytes:
        """The root over all leaves added so far."""
        if not self.nodes:
            return EMPTY
        *rest, found = self.nodes
        for left in reversed(rest):
            found = node_hash(left, found)
        return found


def root_of(leaves: Iterable[bytes]) -> bytes:
    """The root over these leaves' hashes."""
    tree = Frontier()
    for each in leaves:
        tree.add(each)
    return tree.root()


def inclusion_proof(leaves: Sequence[bytes], index: int) -> list[bytes]:
    """The audit path of the leaf at that place, from the bottom up (RFC 6962, 2.1.1).

    Raises ``IndexError`` for a place outside the tree.
    """
    if not 0 <= index < len(leaves):
        raise IndexError(f"no leaf {index} in a tree of {len(leaves)}")
    path: list[bytes] = []
    begin, end = 0, len(leaves)
    while end - begin > 1:
        middle = begin + (1 << (end - begin - 1).bit_length() - 1)
        if index < middle:
            path.append(root_of(leaves[middle:end]))
            end = middle
        else:
            path.append(root_of(leaves[begin:middle]))
            begin = middle
    return path[::-1]


def root_by_proof(leaf: bytes, index: int, size: int, path: Sequence[bytes]) -> bytes | None:
    """The root that the path leads to from the leaf; None where the path is too long or short."""
    if not 0 <= index < size:
        return None
    given = iter(path)
    found = leaf
    for on_the_right in _turns(index, size):
        beside = next(given, None)
        if beside is None:
            return None
        found = node_hash(beside, found) if on_the_right else node_hash(found, beside)
    return found if next(given, None) is None else None


def _turns(index: int, size: int) -> Iterator[bool]:
    """From the bottom up: whether what is proven lies to the right of what stands beside it."""
    turns: list[bool] = []
    begin, end = 0, size
    while end - begin > 1:
        middle = begin + (1 << (end - begin - 1).bit_length() - 1)
        right = index >= middle
        turns.append(right)
        begin, end = (middle, end) if right else (begin, middle)
    return reversed(turns)
