//! Loads a module, starts its VM and calls its callbacks.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use wasmtime::{Config, Engine, Instance, InstancePre, Linker, OptLevel, Store, Val};

use crate::message::{Exchange, Outcome};
use crate::rules::{Host, Metric, Phase, Record, State, Stream};

/// A compiled filter. Compile once, start as often as needed.
#[derive(Clone)]
pub struct Module {
    linked: InstancePre<State>,
}

impl Module {
    /// The real filter: `$PROMPTSIEVE_WASM`, or where `make wasm` leaves it.
    pub fn promptsieve() -> Result<Self, String> {
        let built = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../target/wasm32-wasip1/release/promptsieve.wasm");
        let path = std::env::var_os("PROMPTSIEVE_WASM").map_or(built, PathBuf::from);
        if !path.exists() {
            return Err(format!("{} is not there: run `make wasm`, or set PROMPTSIEVE_WASM", path.display()));
        }
        Self::load(&path)
    }

    /// Compiles a module and checks that a host knows all it imports.
    pub fn load(path: &Path) -> Result<Self, String> {
        let bytes = std::fs::read(path).map_err(|error| format!("{}: {error}", path.display()))?;
        Self::compile(&bytes).map_err(|error| format!("{}: {error:#}", path.display()))
    }

    fn compile(bytes: &[u8]) -> wasmtime::Result<Self> {
        let engine = Engine::new(Config::new().cranelift_opt_level(OptLevel::None))?;
        let module = wasmtime::Module::new(&engine, bytes)?;
        let mut linker = Linker::new(&engine);
        crate::abi::link(&mut linker)?;
        crate::wasi::link(&mut linker, &module)?;
        Ok(Self { linked: linker.instantiate_pre(&module)? })
    }
}

/// The filter did not come up: a bad policy, or a trap on the way.
#[derive(Debug)]
pub struct StartError {
    pub why: String,
    pub record: Box<Record>,
}

/// A callback did not return.
#[derive(Clone, Debug)]
pub struct Trap(pub String);

/// What a filter answers to a callback.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Action {
    Continue,
    Pause,
}

/// One started VM with its root context.
pub(crate) struct Vm {
    store: Store<State>,
    instance: Instance,
    next_context: i32,
}

const ROOT: i32 = 1;

impl Vm {
    fn start(module: &Module, state: State) -> Result<Self, StartError> {
        let mut store = Store::new(module.linked.module().engine(), state);
        let started = Self::run_start(module, &mut store);
        match started {
            Ok(instance) => Ok(Self { store, instance, next_context: ROOT + 1 }),
            Err(why) => Err(StartError { why, record: Box::new(store.into_data().record) }),
        }
    }

    fn run_start(module: &Module, store: &mut Store<State>) -> Result<Instance, String> {
        let instance = module.linked.instantiate(&mut *store).map_err(|error| format!("{error:#}"))?;
        let mut vm = |name: &str, args: &[i32]| call(store, &instance, name, args).map_err(|Trap(why)| why);
        vm("_initialize", &[])?;
        vm("_start", &[])?;
        Ok(instance)
    }

    fn configure(&mut self) -> Result<(), String> {
        let (vm_config, plugin_config) = (self.state().vm_config.len(), self.state().plugin_config.len());
        self.call("proxy_on_context_create", &[ROOT, 0]).map_err(|trap| trap.0)?;
        for (name, size) in [("proxy_on_vm_start", vm_config), ("proxy_on_configure", plugin_config)] {
            match self.call(name, &[ROOT, size as i32]) {
                Ok(Some(0)) => return Err(format!("{name} returned false")),
                Ok(_) => {}
                Err(Trap(why)) => return Err(format!("{name}: {why}")),
            }
        }
        Ok(())
    }

    pub fn state(&mut self) -> &mut State {
        self.store.data_mut()
    }

    /// Calls an export; one that the module does not have is passed over.
    pub fn call(&mut self, name: &str, args: &[i32]) -> Result<Option<i32>, Trap> {
        call(&mut self.store, &self.instance, name, args)
    }

    /// Calls a callback that can pause.
    pub fn act(&mut self, phase: Phase, name: &str, args: &[i32]) -> Result<Action, Trap> {
        self.state().phase = phase;
        Ok(match self.call(name, args)? {
            None | Some(0) => Action::Continue,
            Some(_) => Action::Pause,
        })
    }

    /// Opens a context for a request.
    pub fn open(&mut self, stream: Stream) -> Result<i32, Trap> {
        let context = self.next_context;
        self.next_context += 1;
        let state = self.state();
        state.stream = stream;
        state.phase = Phase::RequestHeaders;
        self.call("proxy_on_context_create", &[context, ROOT])?;
        Ok(context)
    }

    /// Ends a context: log, done, delete.
    pub fn close(&mut self, context: i32) -> Result<(), Trap> {
        self.state().phase = Phase::Log;
        for name in ["proxy_on_log", "proxy_on_done", "proxy_on_delete"] {
            self.call(name, &[context])?;
        }
        Ok(())
    }
}

fn call(store: &mut Store<State>, instance: &Instance, name: &str, args: &[i32]) -> Result<Option<i32>, Trap> {
    let Some(function) = instance.get_func(&mut *store, name) else {
        return Ok(None);
    };
    let args: Vec<Val> = args.iter().map(|n| Val::I32(*n)).collect();
    let mut results = vec![Val::I32(0); function.ty(&*store).results().len()];
    function.call(&mut *store, &args, &mut results).map_err(|error| Trap(format!("{name}: {error:#}")))?;
    Ok(results.first().and_then(Val::i32))
}

/// A host with the filter in it, as an operator starts it.
pub struct Gateway {
    module: Module,
    host: Arc<dyn Host>,
    policy: Vec<u8>,
    environment: Vec<(String, String)>,
    vm: Option<Vm>,
    /// Kept over a restart of the VM, as the hosts keep them in shared memory.
    metrics: Vec<Metric>,
    shared: BTreeMap<Vec<u8>, (Vec<u8>, u32)>,
    /// What was written while no exchange ran: at start and at ticks.
    pub record: Record,
}

impl Gateway {
    /// Starts the VM with a policy, as both hosts hand it over: JSON text in the plugin configuration.
    pub fn start(module: &Module, host: impl Host + 'static, policy: &str) -> Result<Self, StartError> {
        Self::start_with(module, host, policy, &[])
    }

    /// The same with environment variables (Envoy: `vm_config.environment_variables`).
    pub fn start_with(
        module: &Module,
        host: impl Host + 'static,
        policy: &str,
        environment: &[(&str, &str)],
    ) -> Result<Self, StartError> {
        let mut gateway = Self {
            module: module.clone(),
            host: Arc::new(host),
            policy: policy.as_bytes().to_vec(),
            environment: environment.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect(),
            vm: None,
            metrics: Vec::new(),
            shared: BTreeMap::new(),
            record: Record::default(),
        };
        gateway.restart()?;
        Ok(gateway)
    }

    pub(crate) fn restart(&mut self) -> Result<(), StartError> {
        let state = State {
            host: self.host.clone(),
            phase: Phase::Root,
            stream: Stream::default(),
            record: Record::default(),
            vm_config: Vec::new(),
            plugin_config: self.policy.clone(),
            environment: self.environment.clone(),
            metrics: self.metrics.clone(),
            shared: self.shared.clone(),
            tick_millis: 0,
            clock: 1_700_000_000_000_000_000,
            random: 0x9e37_79b9_7f4a_7c15,
            next_call: 1,
        };
        let mut vm = Vm::start(&self.module, state)?;
        if let Err(why) = vm.configure() {
            return Err(StartError { why, record: Box::new(std::mem::take(&mut vm.state().record)) });
        }
        self.record = std::mem::take(&mut vm.state().record);
        self.vm = Some(vm);
        Ok(())
    }

    pub(crate) fn vm(&mut self) -> Option<&mut Vm> {
        self.vm.as_mut()
    }

    /// The VM has trapped: nothing of it is used again.
    pub(crate) fn drop_vm(&mut self) {
        if let Some(mut vm) = self.vm.take() {
            let state = vm.state();
            self.metrics = std::mem::take(&mut state.metrics);
            self.shared = std::mem::take(&mut state.shared);
        }
    }

    pub fn exchange(&mut self, exchange: &Exchange) -> Outcome {
        let host = self.host.clone();
        host.drive(self, exchange)
    }

    /// Lets the timer fire once.
    pub fn tick(&mut self) -> Result<(), Trap> {
        let Some(vm) = self.vm.as_mut() else { return Ok(()) };
        vm.state().phase = Phase::Root;
        vm.call("proxy_on_tick", &[ROOT])?;
        self.record = std::mem::take(&mut vm.state().record);
        Ok(())
    }

    /// The value of a metric, by name.
    pub fn metric(&mut self, name: &str) -> Option<u64> {
        self.metrics().into_iter().find(|metric| metric.name == name).map(|metric| metric.value)
    }

    pub fn metrics(&mut self) -> Vec<Metric> {
        match self.vm.as_mut() {
            Some(vm) => vm.state().metrics.clone(),
            None => self.metrics.clone(),
        }
    }
}
