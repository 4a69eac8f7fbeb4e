//! The handful of WASI preview 1 functions that Rust's standard library imports.
//!
//! Written by hand: the hosts give a filter no files and no sockets, and `wasmtime-wasi` would bring both
//! and two hundred crates. Both hosts link every preview 1 import [kong ABI: any wasip1 import links]; a function
//! missing here therefore answers `ENOSYS` instead of failing to load.

use wasmtime::{Caller, Error, ExternType, Linker, Module, Result, Val, ValType};

use crate::abi::Guest;
use crate::rules::State;

const WASI: &str = "wasi_snapshot_preview1";
const BY_HAND: [&str; 8] = [
    "random_get",
    "clock_time_get",
    "environ_sizes_get",
    "environ_get",
    "args_sizes_get",
    "args_get",
    "fd_write",
    "proc_exit",
];
const SUCCESS: i32 = 0;
const EBADF: i32 = 8;
const ENOSYS: i32 = 52;

pub(crate) fn link(linker: &mut Linker<State>, module: &Module) -> Result<()> {
    linker.func_wrap(WASI, "random_get", |caller: Caller<'_, State>, at: u32, len: u32| {
        let mut guest = Guest(caller);
        let bytes: Vec<u8> = (0..len).map(|_| next_random(&mut guest.0.data_mut().random)).collect();
        guest.write(at, &bytes).map(|()| SUCCESS)
    })?;
    linker.func_wrap(WASI, "clock_time_get", |caller: Caller<'_, State>, _id: i32, _precision: i64, at: u32| {
        let mut guest = Guest(caller);
        let now = guest.now();
        guest.write(at, &now.to_le_bytes()).map(|()| SUCCESS)
    })?;
    linker.func_wrap(WASI, "environ_sizes_get", |caller: Caller<'_, State>, count: u32, size: u32| {
        let mut guest = Guest(caller);
        let lines = environment(guest.0.data());
        let total: usize = lines.iter().map(Vec::len).sum();
        guest.write_u32(count, lines.len() as u32)?;
        guest.write_u32(size, total as u32).map(|()| SUCCESS)
    })?;
    linker.func_wrap(WASI, "environ_get", |caller: Caller<'_, State>, pointers: u32, text: u32| {
        let mut guest = Guest(caller);
        let mut at = text;
        for (i, line) in environment(guest.0.data()).iter().enumerate() {
            guest.write_u32(pointers + 4 * i as u32, at)?;
            guest.write(at, line)?;
            at += line.len() as u32;
        }
        Ok(SUCCESS)
    })?;
    linker.func_wrap(WASI, "args_sizes_get", |caller: Caller<'_, State>, count: u32, size: u32| {
        let mut guest = Guest(caller);
        guest.write_u32(count, 0)?;
        guest.write_u32(size, 0).map(|()| SUCCESS)
    })?;
    linker.func_wrap(WASI, "args_get", |_: u32, _: u32| SUCCESS)?;
    linker.func_wrap(
        WASI,
        "fd_write",
        |caller: Caller<'_, State>, fd: i32, vectors: u32, count: u32, written: u32| {
            if fd != 1 && fd != 2 {
                return Ok(EBADF);
            }
            let mut guest = Guest(caller);
            let mut total = 0;
            for i in 0..count {
                let (at, len) = (guest.read_u32(vectors + 8 * i)?, guest.read_u32(vectors + 8 * i + 4)?);
                let bytes = guest.read(at, len)?;
                guest.0.data_mut().record.output.extend(&bytes);
                total += len;
            }
            guest.write_u32(written, total).map(|()| SUCCESS)
        },
    )?;
    linker.func_wrap(WASI, "proc_exit", |code: i32| -> Result<()> {
        Err(Error::msg(format!("the module exited with code {code}")))
    })?;
    for import in module.imports().filter(|import| import.module() == WASI && !BY_HAND.contains(&import.name())) {
        if let ExternType::Func(kind) = import.ty() {
            let errno = kind.results().next().is_some_and(|result| matches!(result, ValType::I32));
            linker.func_new(WASI, import.name(), kind, move |_, _, results| {
                if let (true, Some(result)) = (errno, results.first_mut()) {
                    *result = Val::I32(ENOSYS);
                }
                Ok(())
            })?;
        }
    }
    Ok(())
}

fn environment(state: &State) -> Vec<Vec<u8>> {
    state.environment.iter().map(|(k, v)| format!("{k}={v}\0").into_bytes()).collect()
}

/// xorshift64: repeatable, and even enough for a hash map's seed.
fn next_random(state: &mut u64) -> u8 {
    *state ^= *state << 13;
    *state ^= *state >> 7;
    *state ^= *state << 17;
    (*state >> 24) as u8
}
