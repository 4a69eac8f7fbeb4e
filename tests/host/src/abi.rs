//! The proxy-wasm ABI (0.2.1): moves arguments between the module's memory and the host's rules.

use wasmtime::{Caller, Error, Extern, Linker, Memory, Result};

use crate::message::Headers;
use crate::rules::{
    Answer, Buffer, Call, Edit, Level, LocalReply, Map, Metric, NOT_FOUND, Refused, State, Status, trap,
};

/// A module's memory as its host calls see it.
pub(crate) struct Guest<'a>(pub Caller<'a, State>);

impl Guest<'_> {
    fn memory(&mut self) -> Result<Memory> {
        self.0
            .get_export("memory")
            .and_then(Extern::into_memory)
            .ok_or_else(|| Error::msg("the module exports no memory"))
    }

    pub fn read(&mut self, at: u32, len: u32) -> Result<Vec<u8>> {
        let (at, len) = (at as usize, len as usize);
        let memory = self.memory()?;
        memory.data(&self.0).get(at..at + len).map(<[u8]>::to_vec).ok_or_else(|| Error::msg("read outside the memory"))
    }

    pub fn read_u32(&mut self, at: u32) -> Result<u32> {
        let bytes = self.read(at, 4)?;
        Ok(bytes.iter().rev().fold(0, |n, b| n << 8 | u32::from(*b)))
    }

    fn text(&mut self, at: u32, len: u32) -> Result<String> {
        Ok(String::from_utf8_lossy(&self.read(at, len)?).into_owned())
    }

    pub fn write(&mut self, at: u32, bytes: &[u8]) -> Result<()> {
        let memory = self.memory()?;
        memory.write(&mut self.0, at as usize, bytes).map_err(Error::from)
    }

    pub fn write_u32(&mut self, at: u32, value: u32) -> Result<()> {
        self.write(at, &value.to_le_bytes())
    }

    pub fn now(&mut self) -> u64 {
        let clock = &mut self.0.data_mut().clock;
        *clock += 1_000;
        *clock
    }

    /// Hands bytes over in memory that the module allocates itself.
    fn give(&mut self, bytes: &[u8], at: u32, size: u32) -> Result<()> {
        let allocate = ["proxy_on_memory_allocate", "malloc"]
            .iter()
            .find_map(|name| self.0.get_export(name).and_then(Extern::into_func))
            .ok_or_else(|| Error::msg("the module exports no allocator"))?
            .typed::<u32, u32>(&self.0)?;
        let room = allocate.call(&mut self.0, bytes.len() as u32)?;
        self.write(room, bytes)?;
        self.write_u32(at, room)?;
        self.write_u32(size, bytes.len() as u32)
    }

    /// Answers with bytes; an empty answer leaves the pointers alone, which the SDK reads as "none".
    fn answer_bytes(&mut self, answer: Answer<Vec<u8>>, at: u32, size: u32) -> Result<u32> {
        match answer {
            Ok(bytes) if bytes.is_empty() => Ok(0),
            Ok(bytes) => self.give(&bytes, at, size).map(|()| 0),
            Err(refused) => status(Err(refused)),
        }
    }

    fn map(&mut self, at: u32, len: u32) -> Result<Headers> {
        let bytes = self.read(at, len)?;
        unmarshal(&bytes).ok_or_else(|| Error::msg("a header map that cannot be read"))
    }

    /// The host's rules and what they act on.
    fn rules<T>(&mut self, ask: impl FnOnce(&dyn crate::rules::Host, &mut State) -> T) -> T {
        let host = self.0.data().host.clone();
        ask(host.as_ref(), self.0.data_mut())
    }
}

fn status(answer: Answer<()>) -> Result<u32> {
    match answer {
        Ok(()) => Ok(0),
        Err(Refused::Status(status)) => Ok(status as u32),
        Err(Refused::Trap(why)) => Err(Error::msg(why)),
    }
}

fn marshal(headers: &Headers) -> Vec<u8> {
    let mut out = (headers.0.len() as u32).to_le_bytes().to_vec();
    for (name, value) in &headers.0 {
        out.extend((name.len() as u32).to_le_bytes());
        out.extend((value.len() as u32).to_le_bytes());
    }
    for (name, value) in &headers.0 {
        out.extend(name.as_bytes());
        out.push(0);
        out.extend(value);
        out.push(0);
    }
    out
}

fn unmarshal(bytes: &[u8]) -> Option<Headers> {
    let number = |at: usize| Some(u32::from_le_bytes(bytes.get(at..at + 4)?.try_into().ok()?) as usize);
    if bytes.is_empty() {
        return Some(Headers::default());
    }
    let count = number(0)?;
    let mut at = 4 + 8 * count;
    let mut headers = Headers::default();
    for i in 0..count {
        let (name, value) = (number(4 + 8 * i)?, number(8 + 8 * i)?);
        let text = String::from_utf8_lossy(bytes.get(at..at + name)?).into_owned();
        at += name + 1;
        headers.add(&text, bytes.get(at..at + value)?);
        at += value + 1;
    }
    Some(headers)
}

const ENV: &str = "env";

/// Refuses a function that links but cannot be called.
fn guard(caller: &Caller<'_, State>, function: &str) -> Result<()> {
    let host = &caller.data().host;
    if host.traps_on(function) {
        return Err(Error::msg(format!("{function} is not implemented by {}", host.name())));
    }
    Ok(())
}

pub(crate) fn link(linker: &mut Linker<State>) -> Result<()> {
    link_logs_and_clock(linker)?;
    link_buffers(linker)?;
    link_maps(linker)?;
    link_properties(linker)?;
    link_streams(linker)?;
    link_shared(linker)?;
    link_metrics(linker)?;
    link_unused(linker)
}

fn link_logs_and_clock(linker: &mut Linker<State>) -> Result<()> {
    linker.func_wrap(ENV, "proxy_log", |caller: Caller<'_, State>, level: u32, at: u32, len: u32| {
        let mut guest = Guest(caller);
        let line = guest.text(at, len)?;
        let level = match level {
            0 => Level::Trace,
            1 => Level::Debug,
            2 => Level::Info,
            3 => Level::Warn,
            4 => Level::Error,
            _ => Level::Critical,
        };
        guest.0.data_mut().record.logs.push((level, line));
        Ok(0u32)
    })?;
    linker.func_wrap(ENV, "proxy_get_log_level", |caller: Caller<'_, State>, at: u32| {
        guard(&caller, "proxy_get_log_level")?;
        Guest(caller).write_u32(at, 0).map(|()| 0u32)
    })?;
    linker.func_wrap(ENV, "proxy_get_current_time_nanoseconds", |caller: Caller<'_, State>, at: u32| {
        let mut guest = Guest(caller);
        let now = guest.now();
        guest.write(at, &now.to_le_bytes()).map(|()| 0u32)
    })?;
    linker.func_wrap(ENV, "proxy_set_tick_period_milliseconds", |caller: Caller<'_, State>, millis: u32| {
        status(Guest(caller).rules(|host, s| host.set_tick(s, millis)))
    })?;
    Ok(())
}

fn link_buffers(linker: &mut Linker<State>) -> Result<()> {
    linker.func_wrap(
        ENV,
        "proxy_get_buffer_bytes",
        |caller: Caller<'_, State>, kind: u32, start: u32, size: u32, at: u32, len: u32| {
            let mut guest = Guest(caller);
            let answer =
                guest.rules(|host, s| host.get_buffer(s, Buffer::from_abi(kind), start as usize, size as usize));
            guest.answer_bytes(answer, at, len)
        },
    )?;
    linker.func_wrap(
        ENV,
        "proxy_set_buffer_bytes",
        |caller: Caller<'_, State>, kind: u32, start: u32, size: u32, at: u32, len: u32| {
            let mut guest = Guest(caller);
            let data = guest.read(at, len)?;
            status(
                guest.rules(|host, s| host.set_buffer(s, Buffer::from_abi(kind), start as usize, size as usize, &data)),
            )
        },
    )?;
    Ok(())
}

fn link_maps(linker: &mut Linker<State>) -> Result<()> {
    linker.func_wrap(
        ENV,
        "proxy_get_header_map_pairs",
        |caller: Caller<'_, State>, kind: u32, at: u32, len: u32| {
            let mut guest = Guest(caller);
            let answer = guest.rules(|host, s| host.get_map(s, Map::from_abi(kind)));
            guest.answer_bytes(answer.map(|headers| marshal(&headers)), at, len)
        },
    )?;
    linker.func_wrap(
        ENV,
        "proxy_get_header_map_value",
        |caller: Caller<'_, State>, kind: u32, key: u32, key_len: u32, at: u32, len: u32| {
            let mut guest = Guest(caller);
            let key = guest.text(key, key_len)?;
            let answer = guest
                .rules(|host, s| host.get_map(s, Map::from_abi(kind)))
                .and_then(|headers| headers.get(&key).map(<[u8]>::to_vec).ok_or(NOT_FOUND));
            guest.answer_bytes(answer, at, len)
        },
    )?;
    linker.func_wrap(
        ENV,
        "proxy_set_header_map_pairs",
        |caller: Caller<'_, State>, kind: u32, at: u32, len: u32| {
            let mut guest = Guest(caller);
            let all = guest.map(at, len)?;
            status(guest.rules(|host, s| host.edit_map(s, Map::from_abi(kind), Edit::All(all))))
        },
    )?;
    linker.func_wrap(
        ENV,
        "proxy_add_header_map_value",
        |caller: Caller<'_, State>, kind: u32, key: u32, key_len: u32, at: u32, len: u32| {
            let mut guest = Guest(caller);
            let edit = Edit::Add(guest.text(key, key_len)?, guest.read(at, len)?);
            status(guest.rules(|host, s| host.edit_map(s, Map::from_abi(kind), edit)))
        },
    )?;
    linker.func_wrap(
        ENV,
        "proxy_replace_header_map_value",
        |caller: Caller<'_, State>, kind: u32, key: u32, key_len: u32, at: u32, len: u32| {
            let mut guest = Guest(caller);
            let edit = Edit::Set(guest.text(key, key_len)?, guest.read(at, len)?);
            status(guest.rules(|host, s| host.edit_map(s, Map::from_abi(kind), edit)))
        },
    )?;
    linker.func_wrap(
        ENV,
        "proxy_remove_header_map_value",
        |caller: Caller<'_, State>, kind: u32, key: u32, key_len: u32| {
            let mut guest = Guest(caller);
            let edit = Edit::Remove(guest.text(key, key_len)?);
            status(guest.rules(|host, s| host.edit_map(s, Map::from_abi(kind), edit)))
        },
    )?;
    Ok(())
}

fn link_properties(linker: &mut Linker<State>) -> Result<()> {
    linker.func_wrap(
        ENV,
        "proxy_get_property",
        |caller: Caller<'_, State>, path: u32, path_len: u32, at: u32, len: u32| {
            let mut guest = Guest(caller);
            let path = guest.text(path, path_len)?.replace('\0', ".");
            let answer = guest.rules(|host, s| host.get_property(s, &path));
            guest.answer_bytes(answer, at, len)
        },
    )?;
    linker.func_wrap(
        ENV,
        "proxy_set_property",
        |caller: Caller<'_, State>, path: u32, path_len: u32, at: u32, len: u32| {
            let mut guest = Guest(caller);
            let path = guest.text(path, path_len)?.replace('\0', ".");
            let value = guest.read(at, len)?;
            status(guest.rules(|host, s| host.set_property(s, &path, &value)))
        },
    )?;
    Ok(())
}

fn link_streams(linker: &mut Linker<State>) -> Result<()> {
    linker.func_wrap(ENV, "proxy_continue_stream", |mut caller: Caller<'_, State>, _kind: u32| {
        caller.data_mut().stream.resumed = true;
        0u32
    })?;
    linker.func_wrap(ENV, "proxy_close_stream", |caller: Caller<'_, State>, _kind: u32| {
        guard(&caller, "proxy_close_stream").map(|()| 0u32)
    })?;
    linker.func_wrap(
        ENV,
        "proxy_send_local_response",
        |caller: Caller<'_, State>,
         code: u32,
         _: u32,
         _: u32,
         body: u32,
         body_len: u32,
         map: u32,
         map_len: u32,
         _grpc: i32| {
            let mut guest = Guest(caller);
            let reply = LocalReply {
                status: code as u16,
                headers: guest.map(map, map_len)?,
                body: guest.read(body, body_len)?,
            };
            status(guest.rules(|host, s| host.send_local_reply(s, reply)))
        },
    )?;
    linker.func_wrap(
        ENV,
        "proxy_http_call",
        |caller: Caller<'_, State>,
         to: u32,
         to_len: u32,
         map: u32,
         map_len: u32,
         body: u32,
         body_len: u32,
         _trailers: u32,
         _trailers_len: u32,
         _timeout: u32,
         token: u32| {
            let mut guest = Guest(caller);
            let number = guest.0.data().next_call;
            let call = Call {
                token: number,
                to: guest.text(to, to_len)?,
                headers: guest.map(map, map_len)?,
                body: guest.read(body, body_len)?,
            };
            let answer = guest.rules(|host, s| host.call(s, call));
            guest.0.data_mut().next_call = number + 1;
            guest.write_u32(token, number)?;
            status(answer)
        },
    )?;
    linker.func_wrap(ENV, "proxy_set_effective_context", |_context: u32| 0u32)?;
    linker.func_wrap(ENV, "proxy_done", |caller: Caller<'_, State>| guard(&caller, "proxy_done").map(|()| 0u32))?;
    Ok(())
}

fn link_shared(linker: &mut Linker<State>) -> Result<()> {
    linker.func_wrap(
        ENV,
        "proxy_get_shared_data",
        |caller: Caller<'_, State>, key: u32, key_len: u32, at: u32, len: u32, cas: u32| {
            let mut guest = Guest(caller);
            let key = guest.read(key, key_len)?;
            let found = guest.rules(|host, s| {
                host.shared_data(s)?;
                s.shared.get(&key).cloned().ok_or(NOT_FOUND)
            });
            match found {
                Ok((value, version)) => {
                    guest.write_u32(cas, version)?;
                    guest.answer_bytes(Ok(value), at, len)
                }
                Err(refused) => status(Err(refused)),
            }
        },
    )?;
    linker.func_wrap(
        ENV,
        "proxy_set_shared_data",
        |caller: Caller<'_, State>, key: u32, key_len: u32, at: u32, len: u32, cas: u32| {
            let mut guest = Guest(caller);
            let (key, value) = (guest.read(key, key_len)?, guest.read(at, len)?);
            status(guest.rules(|host, s| {
                host.shared_data(s)?;
                let version = s.shared.get(&key).map_or(0, |(_, version)| *version);
                if cas != 0 && cas != version {
                    return Err(Refused::Status(Status::CasMismatch));
                }
                s.shared.insert(key, (value, version + 1));
                Ok(())
            }))
        },
    )?;
    Ok(())
}

fn link_metrics(linker: &mut Linker<State>) -> Result<()> {
    linker.func_wrap(
        ENV,
        "proxy_define_metric",
        |caller: Caller<'_, State>, kind: u32, name: u32, name_len: u32, id: u32| {
            let mut guest = Guest(caller);
            let name = guest.text(name, name_len)?;
            let answer = guest.rules(|host, _| host.metric_name(&name));
            let metrics = &mut guest.0.data_mut().metrics;
            let number = metrics.iter().position(|metric| metric.name == name).unwrap_or_else(|| {
                metrics.push(Metric { name, kind, value: 0 });
                metrics.len() - 1
            });
            guest.write_u32(id, number as u32)?;
            status(answer)
        },
    )?;
    linker.func_wrap(ENV, "proxy_get_metric", |caller: Caller<'_, State>, id: u32, at: u32| {
        let mut guest = Guest(caller);
        match guest.0.data().metrics.get(id as usize).map(|metric| metric.value) {
            Some(value) => guest.write(at, &value.to_le_bytes()).map(|()| 0u32),
            None => Ok(Status::NotFound as u32),
        }
    })?;
    linker.func_wrap(ENV, "proxy_record_metric", |caller: Caller<'_, State>, id: u32, value: u64| {
        metric(caller, id, |metric| metric.value = value)
    })?;
    linker.func_wrap(ENV, "proxy_increment_metric", |caller: Caller<'_, State>, id: u32, by: i64| {
        metric(caller, id, |metric| metric.value = metric.value.saturating_add_signed(by))
    })?;
    Ok(())
}

fn metric(mut caller: Caller<'_, State>, id: u32, change: impl FnOnce(&mut Metric)) -> Result<u32> {
    match caller.data_mut().metrics.get_mut(id as usize) {
        Some(metric) => {
            change(metric);
            Ok(0)
        }
        None => Ok(Status::NotFound as u32),
    }
}

/// Functions that the SDK imports and no filter of ours has a use for.
fn link_unused(linker: &mut Linker<State>) -> Result<()> {
    fn absent(caller: Caller<'_, State>, function: &str) -> Result<u32> {
        guard(&caller, function)?;
        status(trap(format!("{function} is not simulated")))
    }
    linker.func_wrap(ENV, "proxy_register_shared_queue", |c: Caller<'_, State>, _: u32, _: u32, _: u32| {
        absent(c, "proxy_register_shared_queue")
    })?;
    linker.func_wrap(
        ENV,
        "proxy_resolve_shared_queue",
        |c: Caller<'_, State>, _: u32, _: u32, _: u32, _: u32, _: u32| absent(c, "proxy_resolve_shared_queue"),
    )?;
    linker.func_wrap(ENV, "proxy_dequeue_shared_queue", |c: Caller<'_, State>, _: u32, _: u32, _: u32| {
        absent(c, "proxy_dequeue_shared_queue")
    })?;
    linker.func_wrap(ENV, "proxy_enqueue_shared_queue", |c: Caller<'_, State>, _: u32, _: u32, _: u32| {
        absent(c, "proxy_enqueue_shared_queue")
    })?;
    linker.func_wrap(
        ENV,
        "proxy_grpc_call",
        |c: Caller<'_, State>,
         _: u32,
         _: u32,
         _: u32,
         _: u32,
         _: u32,
         _: u32,
         _: u32,
         _: u32,
         _: u32,
         _: u32,
         _: u32,
         _: u32| { absent(c, "proxy_grpc_call") },
    )?;
    linker.func_wrap(
        ENV,
        "proxy_grpc_stream",
        |c: Caller<'_, State>, _: u32, _: u32, _: u32, _: u32, _: u32, _: u32, _: u32, _: u32, _: u32| {
            absent(c, "proxy_grpc_stream")
        },
    )?;
    linker.func_wrap(ENV, "proxy_grpc_send", |c: Caller<'_, State>, _: u32, _: u32, _: u32, _: u32| {
        absent(c, "proxy_grpc_send")
    })?;
    linker.func_wrap(ENV, "proxy_grpc_cancel", |c: Caller<'_, State>, _: u32| absent(c, "proxy_grpc_cancel"))?;
    linker.func_wrap(ENV, "proxy_grpc_close", |c: Caller<'_, State>, _: u32| absent(c, "proxy_grpc_close"))?;
    linker.func_wrap(ENV, "proxy_get_status", |c: Caller<'_, State>, _: u32, _: u32, _: u32| {
        absent(c, "proxy_get_status")
    })?;
    linker.func_wrap(
        ENV,
        "proxy_call_foreign_function",
        |c: Caller<'_, State>, _: u32, _: u32, _: u32, _: u32, _: u32, _: u32| absent(c, "proxy_call_foreign_function"),
    )?;
    Ok(())
}
