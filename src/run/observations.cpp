#include "run/observations.h"

#include <algorithm>

#include "model/device_choice.h"

namespace mutation {
namespace {

// A channel that keeps failing in the same way is noted this often: a lost GPU fails for days.
constexpr Seconds kSameFailure{10};

auto first_at_or_after(const Trace& trace, MonotonicTime time) {
  return std::ranges::lower_bound(trace, time, {}, &TracePoint::at);
}

}  // namespace

Observations::Observations(const Instrumentation& instrumentation)
    : instrumentation_(&instrumentation), traces_(instrumentation.channels.size()) {}

void Observations::add(const SampleBatch& batch) {
  for (const Reading& reading : batch.readings) {
    traces_[static_cast<size_t>(reading.channel)].push_back({reading.at, reading.value});
  }
  for (const ReadFailure& failure : batch.failures) note_failure(failure);
  for (const ComputeProcesses& list : batch.processes) processes_[list.device] = list;
  // Who computes is unknown then; the list before says nothing of now.
  for (const ComputeProcessesFailure& failure : batch.process_failures) {
    const auto known = processes_.find(failure.device);
    if (known != processes_.end() && known->second.at < failure.at) processes_.erase(known);
  }
}

void Observations::note_failure(const ReadFailure& failure) {
  const auto last = last_failure_.find(failure.channel);
  if (last != last_failure_.end() && last->second.reason == failure.reason &&
      failure.at - last->second.at < kSameFailure) {
    return;
  }
  last_failure_[failure.channel] = failure;
  failures_.push_back(failure);
}

void Observations::forget_before(MonotonicTime time) {
  for (Trace& trace : traces_) trace.erase(trace.begin(), first_at_or_after(trace, time));
  std::erase_if(failures_, [&](const ReadFailure& failure) { return failure.at < time; });
  std::erase_if(processes_, [&](const auto& list) { return list.second.at < time; });
}

std::optional<int> Observations::channel(int device, Quantity quantity) const {
  const auto& channels = instrumentation_->channels;
  const auto found = std::ranges::find_if(channels, [&](const Channel& channel) {
    return channel.device == device && channel.quantity == quantity;
  });
  if (found == channels.end()) return std::nullopt;
  return static_cast<int>(found - channels.begin());
}

const Trace* Observations::trace(int device, Quantity quantity) const {
  const auto found = channel(device, quantity);
  return found ? &trace(*found) : nullptr;
}

std::optional<double> Observations::latest(int device, Quantity quantity, MonotonicTime now,
                                           Seconds max_age) const {
  const Trace* const readings = trace(device, quantity);
  if (!readings || readings->empty() || now - readings->back().at > max_age) return std::nullopt;
  return readings->back().value;
}

const ComputeProcesses* Observations::processes(int device) const {
  const auto found = processes_.find(device);
  return found == processes_.end() ? nullptr : &found->second;
}

bool Observations::all_read_since(MonotonicTime time) const {
  const auto& channels = instrumentation_->channels;
  for (size_t i = 0; i < channels.size(); ++i) {
    if (channels[i].rate != Rate::fast) continue;
    if (traces_[i].empty() || traces_[i].back().at < time) return false;
  }
  return true;
}

std::vector<int> own_gpus(const Instrumentation& instrumentation,
                          const std::vector<std::string>& asked,
                          const std::vector<int>& otherwise) {
  if (asked.empty() && !otherwise.empty()) return otherwise;
  std::vector<int> found;
  for (int i = first_gpu(instrumentation); i < static_cast<int>(instrumentation.devices.size());
       ++i) {
    const auto names_it = [&](const std::string& name) {
      return is_gpu_named(instrumentation, i, name);
    };
    if (asked.empty() ? found.empty() : std::ranges::any_of(asked, names_it)) found.push_back(i);
  }
  return found;
}

Trace summed_power(const Observations& observations, const std::vector<int>& gpus) {
  if (gpus.empty()) return {};
  const Trace* const first = observations.trace(gpus.front(), Quantity::power);
  Trace sum = first ? *first : Trace{};
  for (size_t i = 1; i < gpus.size(); ++i) {
    const Trace* const other = observations.trace(gpus[i], Quantity::power);
    if (!other) return {};
    std::erase_if(sum, [&](TracePoint& point) {
      const auto later = std::ranges::upper_bound(*other, point.at, {}, &TracePoint::at);
      if (later == other->begin()) return true;
      const TracePoint& last = *std::prev(later);
      // A device that has fallen silent is not taken to draw its last power for ever.
      if (point.at - last.at > kLongestGap) return true;
      point.value += last.value;
      return false;
    });
  }
  return sum;
}

}  // namespace mutation
