//! What a native plugin of vanthu is written with.
//!
//! ```
//! use vanthu_plugin::{Failure, Finding, Plugin, Value, json};
//!
//! /// Counts what was done.
//! pub struct SoKet;
//!
//! impl Plugin for SoKet {
//!     fn compute(data: &Value) -> Result<Value, Failure> {
//!         let rows = data["ket_qua"].as_array().map_or(0, Vec::len);
//!         Ok(json!({ "so_muc": rows }))
//!     }
//!
//!     fn check(data: &Value) -> Result<Vec<Finding>, Failure> {
//!         let empty = data["ket_qua"].as_array().is_none_or(Vec::is_empty);
//!         let told = Finding::warning("/ket_qua", "chua-co-ket-qua", "chưa có kết quả nào");
//!         Ok(empty.then_some(told).into_iter().collect())
//!     }
//! }
//!
//! let made = vanthu_plugin::testing::compute::<SoKet>(&json!({ "ket_qua": [1, 2] }));
//! assert_eq!(made, Ok(json!({ "so_muc": 2 })));
//! ```
//!
//! The crate that becomes the library (`crate-type = ["cdylib"]`) says
//! `vanthu_plugin::export_plugin!(SoKet);` and no more; `vanthu plugin build` compiles it. A
//! program that links the plugin in takes [`Table::of`] instead.
//!
//! The same input must give the same output: a plugin has no state, starts no thread, opens no
//! file. It runs in a process of its own with limits of time and memory; that contains a crash,
//! it is no sandbox.

#[cfg(panic = "abort")]
compile_error!(
    "a plugin must be compiled with panic = \"unwind\": take panic = \"abort\" out of its profile"
);

mod abi;
mod dispatch;
pub mod testing;
mod wire;

pub use abi::{ABI, Answer, BadTable, Broken, LARGEST, MAGIC, SYMBOL, Sink, Table, TableFn};
pub use serde_json::{Value, json};
pub use wire::{Failure, Finding, Op, Reply, Severity, Wrong, answered, request};

/// What a native plugin does. Neither function is called unless `plugin.yaml` lists it under
/// `ops:`, and `data` holds the fields under `reads:` and `inputs:`, no others.
pub trait Plugin: 'static {
    /// Works values out from the data: an object, which layouts see as `tinh`. Its shape is what
    /// the file under `computed:` says.
    ///
    /// # Errors
    /// When the data cannot be worked with: a sentence for the clerk.
    fn compute(data: &Value) -> Result<Value, Failure> {
        let _ = data;
        Err(Failure::NotSupported)
    }

    /// Says what is wrong with the data that no schema can say.
    ///
    /// # Errors
    /// When it cannot be judged: a sentence for the clerk.
    fn check(data: &Value) -> Result<Vec<Finding>, Failure> {
        let _ = data;
        Err(Failure::NotSupported)
    }
}

/// Makes the crate a library that vanthu loads: exports the one symbol that it looks for.
///
/// Takes the type that implements [`Plugin`]. A library holds one plugin.
#[macro_export]
macro_rules! export_plugin {
    ($plugin:ty) => {
        /// The table of this plugin, for the program that loads the library.
        #[allow(unsafe_code, reason = "a symbol keeps its name")]
        #[unsafe(no_mangle)]
        pub extern "C" fn vanthu_plugin_v1() -> *const $crate::Table {
            static TABLE: $crate::Table = $crate::Table::of::<$plugin>();
            &raw const TABLE
        }
    };
}
