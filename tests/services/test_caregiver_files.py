"""What came back to a feeling reads back as it was written, and moves what that feeling is thought to expect."""

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from interbeing.domain.errors import BadFile
from interbeing.model.parameters import reference_prior
from interbeing.model.prior import RELIABILITY
from interbeing.services.caregiver_files import caregivers_table, read_caregivers
from interbeing.services.fitting import with_caregivers


def test_reports_read_back_and_enter_the_prior_by_their_reliability(tmp_path) -> None:
    history = np.random.default_rng(1).integers(0, 4, (3, 7, 7)).astype(float)
    path = tmp_path / "caregivers.parquet"
    pq.write_table(caregivers_table(history, 10), path)
    read = read_caregivers(path)
    assert sorted(read) == [10, 11, 12]
    assert all((read[10 + i] == history[i]).all() for i in range(3))
    priors = with_caregivers(lambda _patient: reference_prior(), path)
    assert (priors(11).caregiver == RELIABILITY * history[1]).all()
    assert (priors(99).caregiver == 0).all()


def test_an_unknown_response_is_refused_with_its_row(tmp_path) -> None:
    path = tmp_path / "caregivers.parquet"
    rows = [[1, 1], ["sadness", "fear"], ["anger", "rage"], [3, 2]]
    pq.write_table(pa.table(rows, names=["patient", "felt", "response", "count"]), path)
    with pytest.raises(BadFile, match="row 2: “fear” answered by “rage”"):
        read_caregivers(path)
