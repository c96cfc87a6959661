//! The other side of the loader: what takes the library in as it is read.

use crate::model::{Condition, Entry, Medication, Organization, Pack, Source, Topic, Trial};

/// Which pack a thing belongs to: its place among the packs handed over.
pub type PackIndex = u16;

/// Takes in a library as it streams by. Everything handed over is clean and whole; references may be broken.
///
/// First pass: [`Sink::pack`] and, after each pack, in file order, its topics, conditions and the rest. Then
/// [`Sink::catalogue_complete`]. Second pass: [`Sink::entry`], in file order.
pub trait Sink {
    /// What can go wrong here; it stops the loading.
    type Error;

    /// A pack. The first has index 0.
    fn pack(&mut self, pack: Pack) -> Result<(), Self::Error>;
    /// A topic; of several with one id the first counts, and the words of all.
    fn topic(&mut self, pack: PackIndex, topic: Topic) -> Result<(), Self::Error>;
    /// A condition; ids are unique. One that means something else in a pack before this has another id than in its file.
    fn condition(&mut self, pack: PackIndex, condition: Condition) -> Result<(), Self::Error>;
    /// A source; ids are unique within the pack.
    fn source(&mut self, pack: PackIndex, source: Source) -> Result<(), Self::Error>;
    /// An organisation; ids are unique within the pack.
    fn organization(
        &mut self,
        pack: PackIndex,
        organization: Organization,
    ) -> Result<(), Self::Error>;
    /// A trial; ids are unique within the pack.
    fn trial(&mut self, pack: PackIndex, trial: Trial) -> Result<(), Self::Error>;
    /// A medicine; ids are unique within the pack.
    fn medication(&mut self, pack: PackIndex, medication: Medication) -> Result<(), Self::Error>;
    /// Between the passes.
    fn catalogue_complete(&mut self) -> Result<(), Self::Error>;
    /// An entry whose condition and topic are known. Drafts and withdrawn entries come, too.
    fn entry(&mut self, pack: PackIndex, entry: Entry) -> Result<(), Self::Error>;
}
