// The reader thread: next deadline, wait, read, hand over. Nothing is shared with it but `Shared`,
// which both sides keep alive.
#include "measure/source_reader.h"

#include <fmt/format.h>
#include <pthread.h>
#include <sys/prctl.h>
#include <time.h>

#include <algorithm>
#include <condition_variable>
#include <mutex>
#include <system_error>
#include <utility>

#include "base/check.h"
#include "measure/new_thread.h"
#include "measure/schedule.h"

namespace mutation {

using namespace std::chrono_literals;

struct SourceReader::Shared {
  // The thread's own after its start.
  std::unique_ptr<PowerSource> source;

  // Never change after construction.
  std::string name;
  std::vector<Rate> rates;
  size_t channels = 0;
  std::vector<int> listing_devices;  // that have lists of processes

  std::mutex mutex;
  std::condition_variable changed;
  // Under the mutex.
  bool stop = false;
  bool finished = false;
  MonotonicTime last_answer{};
  SampleBatch batch;
  ReaderStatistics statistics;
};

namespace {

// How long a read that is under way may take to end before its thread is left behind.
constexpr auto kStopPatience = 1s;

std::vector<Rate> rates_of(const Instrumentation& instrumentation) {
  std::vector<Rate> rates;
  for (const Rate rate : {Rate::fast, Rate::slow}) {
    const auto has_rate = [rate](const Channel& channel) { return channel.rate == rate; };
    if (std::any_of(instrumentation.channels.begin(), instrumentation.channels.end(), has_rate))
      rates.push_back(rate);
  }
  const auto is_gpu = [](const Device& device) { return device.kind == DeviceKind::gpu; };
  if (std::any_of(instrumentation.devices.begin(), instrumentation.devices.end(), is_gpu))
    rates.push_back(Rate::processes);
  return rates;
}

// Both count CLOCK_MONOTONIC.
std::chrono::steady_clock::time_point steady(MonotonicTime time) {
  return std::chrono::steady_clock::time_point(time.time_since_epoch());
}

Seconds cpu_time_of_this_thread() {
  timespec used{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &used);
  return std::chrono::seconds(used.tv_sec) + std::chrono::nanoseconds(used.tv_nsec);
}

template <typename Item>
void append(std::vector<Item>& into, std::vector<Item>& from) {
  into.insert(into.end(), std::make_move_iterator(from.begin()),
              std::make_move_iterator(from.end()));
}

void append(SampleBatch& into, SampleBatch& from) {
  append(into.readings, from.readings);
  append(into.failures, from.failures);
  append(into.processes, from.processes);
  append(into.process_failures, from.process_failures);
}

void shift_indices(SampleBatch& batch, int first_device, int first_channel) {
  for (Reading& reading : batch.readings) reading.channel += first_channel;
  for (ReadFailure& failure : batch.failures) failure.channel += first_channel;
  for (ComputeProcesses& list : batch.processes) list.device += first_device;
  for (ComputeProcessesFailure& failure : batch.process_failures) failure.device += first_device;
}

HangWatch watch_over(const Instrumentation& instrumentation) {
  const std::vector<Rate> rates = rates_of(instrumentation);
  return HangWatch(rates.empty() ? MonotonicTime::duration::max() : longest_silence(rates));
}

}  // namespace

SourceReader::SourceReader(std::unique_ptr<PowerSource> source, int first_device, int first_channel)
    : shared_(std::make_shared<Shared>()),
      watch_(watch_over(source->instrumentation())),
      first_device_(first_device),
      first_channel_(first_channel) {
  const Instrumentation& offered = source->instrumentation();
  shared_->name = source->name();
  shared_->rates = rates_of(offered);
  shared_->channels = offered.channels.size();
  for (size_t i = 0; i < offered.devices.size(); ++i) {
    if (offered.devices[i].kind == DeviceKind::gpu)
      shared_->listing_devices.push_back(static_cast<int>(i));
  }
  shared_->statistics.reader = shared_->name;
  shared_->source = std::move(source);
}

SourceReader::~SourceReader() {
  if (!thread_.joinable()) return;
  request_stop();
  std::unique_lock lock(shared_->mutex);
  const bool silent = Monotonic::now() - shared_->last_answer > longest_silence(shared_->rates);
  const bool finished = shared_->changed.wait_until(
      lock, std::chrono::steady_clock::now() + (silent ? 0s : kStopPatience),
      [this] { return shared_->finished; });
  lock.unlock();
  if (finished)
    thread_.join();
  else
    thread_.detach();
}

Status SourceReader::start() {
  MUTATION_CHECK(!thread_.joinable());
  if (shared_->rates.empty()) return {};
  shared_->last_answer = Monotonic::now();
  const SignalsBlocked signals_blocked;
  try {
    thread_ = std::thread([shared = shared_] { run(*shared); });
  } catch (const std::system_error& failure) {
    return no_thread("read " + shared_->name, failure);
  }
  return {};
}

void SourceReader::request_stop() {
  const std::lock_guard lock(shared_->mutex);
  shared_->stop = true;
  shared_->changed.notify_all();
}

void SourceReader::run(Shared& shared) {
  prctl(PR_SET_TIMERSLACK, 1UL);  // ns; the default of 50 us is added to every wait
  pthread_setname_np(pthread_self(), ("read-" + shared.name).substr(0, 15).c_str());
  Schedule schedule(shared.rates, Monotonic::now());
  while (true) {
    std::unique_lock lock(shared.mutex);
    const bool stopped = shared.changed.wait_until(lock, steady(schedule.next_deadline()),
                                                   [&shared] { return shared.stop; });
    lock.unlock();
    if (stopped) break;
    for (const DueRead& due : schedule.take_due(Monotonic::now()))
      read_once(shared, due.rate, due.deadline, due.missed);
  }
  const std::lock_guard lock(shared.mutex);
  shared.finished = true;
  shared.changed.notify_all();
}

void SourceReader::read_once(Shared& shared, Rate rate, MonotonicTime deadline,
                             std::uint64_t missed) {
  const Seconds lateness = Monotonic::now() - deadline;
  SampleBatch batch;
  shared.source->read(rate, batch);
  const Seconds cpu_time = cpu_time_of_this_thread();
  const std::lock_guard lock(shared.mutex);
  append(shared.batch, batch);
  shared.last_answer = Monotonic::now();
  ReaderStatistics& statistics = shared.statistics;
  ++statistics.reads;
  statistics.missed_deadlines += missed;
  statistics.worst_lateness = std::max(statistics.worst_lateness, lateness);
  statistics.cpu_time = cpu_time;
}

void SourceReader::drain_into(SampleBatch& into) {
  if (!thread_.joinable()) return;
  SampleBatch brought;
  MonotonicTime last_answer;
  {
    const std::lock_guard lock(shared_->mutex);
    std::swap(brought, shared_->batch);
    last_answer = shared_->last_answer;
  }
  for (const MonotonicTime at : watch_.take_due(last_answer, Monotonic::now()))
    append_silence(brought, last_answer, at);
  shift_indices(brought, first_device_, first_channel_);
  append(into, brought);
}

void SourceReader::append_silence(SampleBatch& into, MonotonicTime last_answer,
                                  MonotonicTime at) const {
  const std::string reason = fmt::format("{} has not answered for {:.1f} s", shared_->name,
                                         Seconds(at - last_answer).count());
  for (size_t channel = 0; channel < shared_->channels; ++channel)
    into.failures.push_back({static_cast<int>(channel), at, reason});
  for (const int device : shared_->listing_devices)
    into.process_failures.push_back({device, at, reason});
}

ReaderStatistics SourceReader::statistics() const {
  const std::lock_guard lock(shared_->mutex);
  return shared_->statistics;
}

}  // namespace mutation
