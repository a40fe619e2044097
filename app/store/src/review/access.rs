//! Who may read a chart, and why.

use domain::{actor::Actor, ids::ClinicianId, licence::Licence, receipt::Receipt};

use crate::{
    encounters::EncounterRow,
    engine::{Tx, args},
    error::StoreError,
    licences::{self, LocalDates},
    writes::owned,
};

/// Somebody who may read a chart.
pub(crate) struct Reader {
    /// Why they may, for the audit trail.
    pub(crate) why: &'static str,
    /// Whether it is a clinician whose licence covers where the patient is.
    pub(crate) treats: bool,
    /// The clinician, if it is one.
    pub(crate) clinician: Option<ClinicianId>,
    /// The clinician's licences.
    pub(crate) licences: Vec<Licence>,
}

impl Reader {
    /// A clinician who decided the encounter and may no longer treat the patient.
    pub(crate) const fn only_decided(&self) -> bool {
        self.clinician.is_some() && !self.treats
    }

    /// A receipt as this reader may hold it.
    pub(crate) fn receipt(&self, receipt: Receipt) -> Receipt {
        if self.clinician.is_some() { receipt } else { receipt.for_the_patient() }
    }
}

/// A clinician whose licence covers where the patient is, or, once it has ended, who
/// decided the encounter last, on what still stands there; the patient; nobody else.
pub(crate) async fn may_read(
    tx: &mut Tx,
    actor: &Actor,
    row: &EncounterRow,
    local: LocalDates<'_>,
) -> Result<Reader, StoreError> {
    let clinician = match actor {
        Actor::Visitor(_) | Actor::Patient(_) | Actor::Operator(_) | Actor::System => {
            owned(actor, row)?;
            return Ok(Reader {
                why: "own record",
                treats: false,
                clinician: None,
                licences: Vec::new(),
            });
        }
        Actor::Clinician(clinician) => *clinician,
    };
    let Some(location) = row.location()?.filter(|_| row.patient_id.is_some()) else {
        return Err(StoreError::NotFound);
    };
    if !row.was_submitted() {
        return Err(StoreError::NotFound);
    }
    let licences = licences::of(tx, clinician).await?;
    let covered = licences::covering(&licences, location, &local(location));
    let clinician_id = Some(clinician);
    match covered {
        Ok(()) => {
            Ok(Reader { why: "licensed there", treats: true, clinician: clinician_id, licences })
        }
        Err(_) if !row.state_name()?.is_open() && decided(tx, clinician, row).await? => {
            Ok(Reader { why: "decided it", treats: false, clinician: clinician_id, licences })
        }
        Err(reason) => Err(reason),
    }
}

/// The clinician's determination is the latest, and nobody added anything to this encounter
/// since: what stands there is what they saw.
async fn decided(
    tx: &mut Tx,
    clinician: ClinicianId,
    row: &EncounterRow,
) -> Result<bool, StoreError> {
    let latest: Option<(String, i64)> = tx
        .fetch_optional(
            "select clinician_id, version from determination where encounter_id = $1 \
             order by version desc limit 1",
            args![row.id.as_str()],
        )
        .await?;
    let Some((_, version)) = latest.filter(|(by, _)| *by == clinician.to_string()) else {
        return Ok(false);
    };
    let added: Option<(i64,)> = tx
        .fetch_optional(
            "select count(*) from event where encounter_id = $1 and version > $2 \
             and verb not in ('claim', 'release', 'lapse', 'withdraw', 'expire', \
             'send-prescription', 'cancel-prescription')",
            args![row.id.as_str(), version],
        )
        .await?;
    Ok(added.is_some_and(|(count,)| count == 0))
}
