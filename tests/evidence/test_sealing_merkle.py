"""The tree of RFC 6962, by the vectors that its first implementation is tested with."""

from __future__ import annotations

from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from servicehall.evidence.sealing.merkle import (
    EMPTY,
    Frontier,
    inclusion_proof,
    leaf_hash,
    node_hash,
    root_by_proof,
    root_of,
)

ENTRIES = [
    bytes.fromhex(each)
    for each in (
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    )
]
ROOTS = (
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
)
LEAVES = [leaf_hash(each) for each in ENTRIES]


def test_an_empty_tree_has_the_hash_of_nothing() -> None:
    assert root_of([]) == EMPTY == sha256(b"").digest()


@pytest.mark.parametrize("size", range(1, 9))
def test_the_roots_are_those_of_the_vectors(size: int) -> None:
    assert root_of(LEAVES[:size]).hex() == ROOTS[size - 1]


def by_definition(leaves: list[bytes]) -> bytes:
    """The root as RFC 6962 defines it."""
    if len(leaves) == 1:
        return leaves[0]
    half = 1
    while half * 2 < len(leaves):
        half *= 2
    return node_hash(by_definition(leaves[:half]), by_definition(leaves[half:]))


@given(st.integers(1, 70), st.data())
def test_every_leaf_is_proven_and_no_other(size: int, data: st.DataObject) -> None:
    leaves = [leaf_hash(str(each).encode()) for each in range(size)]
    root = root_of(leaves)
    assert root == by_definition(leaves)
    index = data.draw(st.integers(0, size - 1))
    path = inclusion_proof(leaves, index)
    assert root_by_proof(leaves[index], index, size, path) == root
    assert root_by_proof(leaf_hash(b"other"), index, size, path) != root
    assert root_by_proof(leaves[index], index, size, [*path, root]) is None
    if path:
        assert root_by_proof(leaves[index], index, size, path[:-1]) is None


@pytest.mark.parametrize("index", [-1, 3])
def test_there_is_no_proof_beyond_the_tree(index: int) -> None:
    with pytest.raises(IndexError):
        inclusion_proof(LEAVES[:3], index)
    assert root_by_proof(LEAVES[0], index, 3, []) is None


def test_a_frontier_goes_on_from_where_it_was_kept() -> None:
    first = Frontier()
    for each in LEAVES[:5]:
        first.add(each)
    going_on = Frontier(first.size, first.nodes)
    for each in LEAVES[5:]:
        going_on.add(each)
    assert going_on.root().hex() == ROOTS[7]
    with pytest.raises(ValueError, match="a tree of 5 leaves has 2"):
        Frontier(5, first.nodes[:1])
