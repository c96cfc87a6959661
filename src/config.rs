//! What a person sets: keys, colours, the terminal. Knows no screen, no folder and no library.

mod color;
mod key;
mod settings;
mod settings_file;
mod theme;
mod themes;
mod values;

pub use color::{Color, ColorDepth};
pub use key::{Code, Key};
pub use settings::{
    AUTO, Binding, Charset, ClinicSettings, SETTINGS, Setting, Settings, Start, TerminalSettings,
};
pub use settings_file::MAX_SETTINGS;
pub use theme::{AA, Paint, Theme};
pub use themes::{about_theme, theme, theme_names};
pub use values::Located;
