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
#include "measure/lateness.h"
#include "measure/new_thread.h"

namespace mutation {

using namespace std::chrono_literals;

struct SourceReader::Shared {
  // The thread's own after its start, and gone before its end.
  std::unique_ptr<PowerSource> source;

  // Never change after construction.
  std::string name;
  std::vector<Rate> rates;
  Pace pace;
  size_t channels = 0;
  std::vector<int> listing_devices;  // that have lists of processes

  std::mutex mutex;
  std::condition_variable changed;
  // Under the mutex.
  bool stop = false;
  bool finished = false;
  bool read_asked_for = false;
  MonotonicTime last_answer{};
  SampleBatch batch;
  // Since they were taken last.
  ReaderStatistics statistics;
  Lateness lateness;

  Seconds cpu_time{0};        // of the thread, in all
  Seconds cpu_time_taken{0};  // of it, what was taken
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

HangWatch watch_over(const Instrumentation& instrumentation, const Pace& pace) {
  const std::vector<Rate> rates = rates_of(instrumentation);
  return HangWatch(rates.empty() ? MonotonicTime::duration::max() : longest_silence(rates, pace));
}

}  // namespace

SourceReader::SourceReader(std::unique_ptr<PowerSource> source, int first_device, int first_channel,
                           const Pace& pace)
    : shared_(std::make_shared<Shared>()),
      watch_(watch_over(source->instrumentation(), pace)),
      first_device_(first_device),
      first_channel_(first_channel) {
  const Instrumentation& offered = source->instrumentation();
  shared_->name = source->name();
  shared_->rates = rates_of(offered);
  shared_->pace = pace;
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
  const bool silent =
      Monotonic::now() - shared_->last_answer > longest_silence(shared_->rates, shared_->pace);
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
  Schedule schedule(shared.rates, Monotonic::now(), shared.pace);
  const bool periodic = !shared.pace.on_request_only;
  while (wait_for_work(shared, periodic ? schedule.next_deadline() : MonotonicTime::max())) {
    if (periodic) read_due(shared, schedule);
  }
  // Here, where it may hang: closing a driver's library is a call into the driver, too.
  shared.source.reset();
  const std::lock_guard lock(shared.mutex);
  shared.finished = true;
  shared.changed.notify_all();
}

// Until the deadline, with the reads that are asked for meanwhile; false: the thread is to end.
bool SourceReader::wait_for_work(Shared& shared, MonotonicTime deadline) {
  std::unique_lock lock(shared.mutex);
  while (!shared.stop) {
    const bool called = shared.changed.wait_until(
        lock, steady(deadline), [&shared] { return shared.stop || shared.read_asked_for; });
    if (!called) return true;
    if (!std::exchange(shared.read_asked_for, false)) continue;
    lock.unlock();
    read_once(shared, Rate::fast);
    lock.lock();
  }
  return false;
}

void SourceReader::read_due(Shared& shared, Schedule& schedule) {
  const MonotonicTime now = Monotonic::now();
  const std::vector<DueRead> all_due = schedule.take_due(now);
  for (const DueRead& due : all_due) read_once(shared, due.rate);
  const std::lock_guard lock(shared.mutex);
  for (const DueRead& due : all_due) {
    shared.statistics.missed_deadlines += due.missed;
    // To the deadline, not to the read: one that waits for that of another rate is not late.
    shared.lateness.add(now - due.deadline);
  }
}

void SourceReader::read_once(Shared& shared, Rate rate) {
  SampleBatch batch;
  shared.source->read(rate, batch);
  const Seconds cpu_time = cpu_time_of_this_thread();
  const std::lock_guard lock(shared.mutex);
  append(shared.batch, batch);
  shared.last_answer = Monotonic::now();
  ++shared.statistics.reads;
  shared.cpu_time = cpu_time;
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

void SourceReader::read_now() {
  const std::lock_guard lock(shared_->mutex);
  shared_->read_asked_for = true;
  shared_->changed.notify_all();
}

ReaderStatistics SourceReader::take_statistics() {
  const std::lock_guard lock(shared_->mutex);
  ReaderStatistics taken = std::exchange(shared_->statistics, {.reader = shared_->name});
  const Lateness lateness = std::exchange(shared_->lateness, {});
  taken.worst_lateness = lateness.worst();
  taken.p99_lateness = lateness.quantile(0.99);
  taken.cpu_time = shared_->cpu_time - shared_->cpu_time_taken;
  shared_->cpu_time_taken = shared_->cpu_time;
  return taken;
}

}  // namespace mutation
