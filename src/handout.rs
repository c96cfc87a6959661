//! Handouts: pages for patients, as text for a printer or as HTML; printed or saved.
//!
//! [`page::handout`](crate::page::handout) says what is on one; this is what becomes of it. The same answers on the same day
//! give the same bytes.

mod delivery;
mod pages;
mod render;
#[cfg(test)]
mod tests;

pub use delivery::{CHOICES, Delivery};
pub use render::Handout;
