// Opens the sources that were asked for, gives their devices and channels session-wide indices, and
// collects from their readers.
#include "measure/monitor.h"

#include <algorithm>
#include <utility>

#include "measure/cpu_energy.h"
#include "measure/hwmon_gpu_source.h"
#include "measure/meter_source.h"
#include "measure/nvml_source.h"
#include "measure/open_within.h"
#include "measure/pci_names.h"
#include "measure/simulated_source.h"
#include "measure/source_reader.h"

namespace mutation {
namespace {

// Without persistence mode a driver takes seconds per GPU to wake them.
constexpr Seconds kNvmlOpenLimit{60};
// For looking for the chips of one kind, and for opening one: a chip whose firmware takes longer
// for an answer is of no use at 10 Hz.
constexpr Seconds kChipLimit{5};

using Sources = std::vector<std::unique_ptr<PowerSource>>;

Result<std::unique_ptr<PowerSource>> open_nvml(const MeasureOptions& options) {
  return open_within(kNvmlOpenLimit, "NVML (" + options.nvml_library + ")",
                     [options] { return NvmlSource::open(options.nvml_library, options.root); });
}

Result<std::unique_ptr<PowerSource>> make_simulated(const MeasureOptions& options) {
  std::optional<SimulatedTruth> truth;
  if (!options.simulated_truth.empty()) {
    Result<SimulatedTruth> file = SimulatedTruth::open(options.simulated_truth);
    if (!file) return file.error();
    truth = std::move(*file);
  }
  return std::unique_ptr<PowerSource>(std::make_unique<SimulatedSource>(
      training_processes, usable_cpus(), std::make_shared<SystemClock>(), options.simulated,
      std::move(truth)));
}

Status open_simulated(const MeasureOptions& options, Sources& sources) {
  Result<std::unique_ptr<PowerSource>> simulated = make_simulated(options);
  if (!simulated) return simulated.error();
  sources.push_back(std::move(*simulated));
  return {};
}

void open_hwmon_gpus(const MeasureOptions& options, Sources& sources,
                     std::vector<Absence>& absences) {
  const auto gpus = done_within<std::vector<HwmonGpu>>(
      kChipLimit, "the list of GPUs in /sys", [root = options.root] { return hwmon_gpus(root); });
  if (!gpus) absences.push_back({"GPUs in /sys", gpus.error().message, gpus.error().hint});
  if (!gpus) return;
  for (const HwmonGpu& gpu : *gpus) {
    const std::string what = gpu.device.name + " (" + gpu.device.id + ")";
    auto opened = open_within(kChipLimit, what, [gpu] { return HwmonGpuSource::open(gpu); });
    if (opened)
      sources.push_back(std::move(*opened));
    else
      absences.push_back({"GPU " + what, opened.error().message, opened.error().hint});
  }
}

// NVIDIA's GPUs come first, so that the first GPU is one of them where there is any. That NVML is
// not there is worth a word where no other GPU is, or where it should be there.
void open_all_gpus(const MeasureOptions& options, Sources& sources,
                   std::vector<Absence>& absences) {
  Result<std::unique_ptr<PowerSource>> nvml = open_nvml(options);
  if (nvml) sources.push_back(std::move(*nvml));
  open_hwmon_gpus(options, sources, absences);
  if (!nvml && (sources.empty() || has_nvidia_gpu(options.root)))
    absences.push_back({"GPU", nvml.error().message, nvml.error().hint});
}

Status open_gpu(const MeasureOptions& options, Sources& sources, std::vector<Absence>& absences) {
  switch (options.gpu) {
    case GpuChoice::none:
      absences.push_back({"GPU", "GPU measuring switched off (--gpu none)"});
      return {};
    case GpuChoice::simulated:
      return open_simulated(options, sources);
    case GpuChoice::automatic:
      open_all_gpus(options, sources, absences);
      return {};
    case GpuChoice::nvml:
      break;
  }
  Result<std::unique_ptr<PowerSource>> nvml = open_nvml(options);
  if (!nvml) return with_context("measure with NVML, as asked for", nvml.error());
  sources.push_back(std::move(*nvml));
  return {};
}

void open_meters(const MeasureOptions& options, Sources& sources, std::vector<Absence>& absences) {
  // Names and labels are asked of the firmware, too.
  const auto chips = done_within<std::vector<MeterChip>>(
      kChipLimit, "the list of power meters", [root = options.root] { return meter_chips(root); });
  if (!chips) absences.push_back({"power meters", chips.error().message, chips.error().hint});
  if (!chips) return;
  for (const MeterChip& chip : *chips) {
    const std::string what = "power meter " + chip.name;
    auto opened = open_within(kChipLimit, what, [chip] { return MeterSource::open(chip); });
    if (opened)
      sources.push_back(std::move(*opened));
    else
      absences.push_back({what, opened.error().message, opened.error().hint});
  }
}

bool measures_gpus(const std::unique_ptr<PowerSource>& source) {
  const std::vector<Device>& devices = source->instrumentation().devices;
  return !devices.empty() && devices.front().kind == DeviceKind::gpu;
}

}  // namespace

std::string to_text(GpuChoice choice) {
  switch (choice) {
    case GpuChoice::automatic:
      return "auto";
    case GpuChoice::none:
      return "none";
    case GpuChoice::simulated:
      return "simulated";
    case GpuChoice::nvml:
      return "nvml";
  }
  return "?";
}

std::optional<GpuChoice> gpu_choice_of(std::string_view word) {
  for (const GpuChoice choice :
       {GpuChoice::automatic, GpuChoice::none, GpuChoice::simulated, GpuChoice::nvml}) {
    if (to_text(choice) == word) return choice;
  }
  return std::nullopt;
}

std::string gpu_asked(const MeasureOptions& options) {
  const std::string choice = to_text(options.gpu);
  const std::string more = to_text(options.simulated);
  return options.gpu == GpuChoice::simulated && !more.empty() ? choice + " " + more : choice;
}

bool take_gpu_asked(std::string_view asked, MeasureOptions& options) {
  const size_t space = std::min(asked.find(' '), asked.size());
  const std::optional<GpuChoice> choice = gpu_choice_of(asked.substr(0, space));
  const Result<SimulatedGpuOptions> simulated = parse_simulated_gpu(asked.substr(space));
  if (!choice || !simulated) return false;
  options.gpu = *choice;
  options.simulated = *simulated;
  return true;
}

Result<std::unique_ptr<Monitor>> Monitor::open(const MeasureOptions& options) {
  return open(options, open_cpu_energy(options.root));
}

Result<std::unique_ptr<Monitor>> Monitor::open(const MeasureOptions& options,
                                               Result<std::unique_ptr<PowerSource>> cpu_energy) {
  Sources sources;
  std::vector<Absence> absences;
  const Status gpu = open_gpu(options, sources, absences);
  if (!gpu) return gpu.error();
  if (cpu_energy)
    sources.push_back(std::move(*cpu_energy));
  else
    absences.push_back({"CPU energy (RAPL)", cpu_energy.error().message, cpu_energy.error().hint});
  open_meters(options, sources, absences);
  return std::make_unique<Monitor>(std::move(sources), std::move(absences), options.pace);
}

Monitor::Monitor(std::vector<std::unique_ptr<PowerSource>> sources, std::vector<Absence> absences,
                 const Pace& pace)
    : pace_(pace) {
  instrumentation_.absences = std::move(absences);
  std::stable_partition(sources.begin(), sources.end(), measures_gpus);
  for (std::unique_ptr<PowerSource>& source : sources) add(std::move(source));
}

Monitor::~Monitor() {
  for (const auto& reader : readers_) reader->request_stop();
}

void Monitor::add(std::unique_ptr<PowerSource> source) {
  const Instrumentation& offered = source->instrumentation();
  const int first_device = static_cast<int>(instrumentation_.devices.size());
  const int first_channel = static_cast<int>(instrumentation_.channels.size());
  Instrumentation& all = instrumentation_;
  all.devices.insert(all.devices.end(), offered.devices.begin(), offered.devices.end());
  all.absences.insert(all.absences.end(), offered.absences.begin(), offered.absences.end());
  for (Channel channel : offered.channels) {
    channel.device += first_device;
    all.channels.push_back(std::move(channel));
  }
  if (!offered.processes_untrusted.empty()) {
    if (!all.processes_untrusted.empty()) all.processes_untrusted += "; ";
    all.processes_untrusted += offered.processes_untrusted;
  }
  readers_.push_back(
      std::make_unique<SourceReader>(std::move(source), first_device, first_channel, pace_));
}

const Instrumentation& Monitor::instrumentation() const {
  return instrumentation_;
}

Status Monitor::start() {
  for (const auto& reader : readers_) {
    if (Status started = reader->start(); !started) return started;
  }
  return {};
}

SampleBatch Monitor::drain() {
  SampleBatch batch;
  for (const auto& reader : readers_) reader->drain_into(batch);
  return batch;
}

void Monitor::read_now() {
  for (const auto& reader : readers_) reader->read_now();
}

std::vector<ReaderStatistics> Monitor::take_statistics() {
  std::vector<ReaderStatistics> all;
  for (const auto& reader : readers_) all.push_back(reader->take_statistics());
  return all;
}

}  // namespace mutation
