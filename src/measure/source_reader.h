// One thread that reads one source at its deadlines, and what it brought until somebody asks. The
// source may hang: then its thread is left behind with all that it touches.
#pragma once

#include <memory>
#include <thread>
#include <vector>

#include "base/result.h"
#include "measure/hang_watch.h"
#include "measure/pace.h"
#include "measure/power_source.h"
#include "measure/schedule.h"
#include "model/sample.h"

namespace mutation {

// Used on one thread; its own thread is not seen outside.
class SourceReader {
 public:
  // The source's devices and channels have these indices and the following in the session.
  SourceReader(std::unique_ptr<PowerSource> source, int first_device, int first_channel,
               const Pace& pace);
  SourceReader(const SourceReader&) = delete;
  SourceReader& operator=(const SourceReader&) = delete;
  // Waits shortly for a read that is under way and for the source to be closed, not for what hangs.
  ~SourceReader();

  // An error when no thread can be had. REQUIRES: not started yet.
  Status start();
  // Tells the thread to end and does not wait for it.
  void request_stop();
  // Appends what has come since the last call, and a failure for each second of a source's silence.
  void drain_into(SampleBatch& into);
  // Asks for one read of power and counters as soon as the thread can; does not wait for it.
  void read_now();
  // Since the last call.
  ReaderStatistics take_statistics();

 private:
  struct Shared;
  static void run(Shared& shared);
  static bool wait_for_work(Shared& shared, MonotonicTime deadline);
  static void read_due(Shared& shared, Schedule& schedule);
  static void read_once(Shared& shared, Rate rate);
  void append_silence(SampleBatch& into, MonotonicTime last_answer, MonotonicTime at) const;

  std::shared_ptr<Shared> shared_;
  HangWatch watch_;
  std::thread thread_;
  int first_device_;
  int first_channel_;
};

}  // namespace mutation
