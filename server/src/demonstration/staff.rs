//! Who works here.

use domain::actor::Actor;
use jiff::ToSpan as _;
use store::{NewClinician, NewLicence};

use super::{error::DemonstrationError, script::Script, stage::Stage};

/// How many days ago the clinicians joined.
const JOINED_DAYS_AGO: i64 = 60;

impl Stage<'_> {
    /// Makes the clinicians' accounts and puts their licences on record.
    pub(super) async fn let_clinicians_in(&mut self) -> Result<(), DemonstrationError> {
        let joined =
            self.now.saturating_sub(jiff::SignedDuration::from_hours(JOINED_DAYS_AGO * 24));
        self.clock.set(joined.unwrap_or(self.now));
        for clinician in &self.script.clinic.clinicians {
            let new = NewClinician {
                email: clinician.email.clone(),
                name: clinician.name.clone(),
                npi: clinician.npi.clone(),
                title: clinician.title.clone(),
            };
            let id = self.store.create_clinician(&Actor::System, &new).await?;
            for licence in &clinician.licences {
                let today = app::words::local_dates(licence.state, self.now).into_iter().max();
                let today = today.unwrap_or_else(|| self.today(licence.state));
                let new = NewLicence {
                    state: licence.state,
                    kind: licence.kind,
                    number: licence.number.clone(),
                    status: licence.status,
                    expires_on: today.saturating_add(licence.ends_in_days.days()),
                };
                self.store.add_licence(&Actor::System, id, &new).await?;
            }
            self.staff.push(id);
        }
        self.clock.set(self.now);
        Ok(())
    }

    /// Makes the operator's account, last of all.
    pub(super) async fn open_the_office(&self, script: &Script) -> Result<(), DemonstrationError> {
        let operator = &script.clinic.operator;
        self.store.create_operator(&Actor::System, &operator.email, &operator.name).await?;
        Ok(())
    }
}
