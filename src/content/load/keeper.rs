//! A sink that keeps the refusal of another: the loader knows one kind of refusal only, and so is built once and not anew
//! for every kind of sink.

use crate::content::sink::{PackIndex, Sink};
use crate::model::{Condition, Entry, Medication, Organization, Pack, Source, Topic, Trial};

/// The sink said no; why is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Refused;

/// Hands everything on to `sink`.
pub(super) struct Keeper<'s, S: Sink> {
    sink: &'s mut S,
    refusal: Option<S::Error>,
}

impl<'s, S: Sink> Keeper<'s, S> {
    pub(super) fn new(sink: &'s mut S) -> Self {
        Self {
            sink,
            refusal: None,
        }
    }

    /// Why the sink said no, if it did.
    pub(super) fn refusal(self) -> Option<S::Error> {
        self.refusal
    }

    fn keep(&mut self, result: Result<(), S::Error>) -> Result<(), Refused> {
        result.map_err(|error| {
            self.refusal = Some(error);
            Refused
        })
    }
}

impl<S: Sink> Sink for Keeper<'_, S> {
    type Error = Refused;

    fn pack(&mut self, pack: Pack) -> Result<(), Refused> {
        let taken = self.sink.pack(pack);
        self.keep(taken)
    }

    fn topic(&mut self, pack: PackIndex, topic: Topic) -> Result<(), Refused> {
        let taken = self.sink.topic(pack, topic);
        self.keep(taken)
    }

    fn condition(&mut self, pack: PackIndex, condition: Condition) -> Result<(), Refused> {
        let taken = self.sink.condition(pack, condition);
        self.keep(taken)
    }

    fn source(&mut self, pack: PackIndex, source: Source) -> Result<(), Refused> {
        let taken = self.sink.source(pack, source);
        self.keep(taken)
    }

    fn organization(&mut self, pack: PackIndex, organization: Organization) -> Result<(), Refused> {
        let taken = self.sink.organization(pack, organization);
        self.keep(taken)
    }

    fn trial(&mut self, pack: PackIndex, trial: Trial) -> Result<(), Refused> {
        let taken = self.sink.trial(pack, trial);
        self.keep(taken)
    }

    fn medication(&mut self, pack: PackIndex, medication: Medication) -> Result<(), Refused> {
        let taken = self.sink.medication(pack, medication);
        self.keep(taken)
    }

    fn catalogue_complete(&mut self) -> Result<(), Refused> {
        let taken = self.sink.catalogue_complete();
        self.keep(taken)
    }

    fn entry(&mut self, pack: PackIndex, entry: Entry) -> Result<(), Refused> {
        let taken = self.sink.entry(pack, entry);
        self.keep(taken)
    }
}
