// Further runs of configurations in a session's store: which, where, and again after a crash.
#include "campaign/further_runs.h"

#include <gmock/gmock.h>

#include "unit/record/samples.h"
#include "unit/record/temporary_folder.h"

namespace mutation {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

PlannedRun planned(int index, int configuration, int block = 0) {
  PlannedRun run = sequential_run();
  run.index = index;
  run.configuration = configuration;
  run.block = block;
  run.experiment_id = "examples_mnist_ff_00" + std::to_string(index);
  run.repeat_until = RepeatUntil{0.01, 2, 4, "gpu_joules"};
  return run;
}

class Further : public testing::Test {
 protected:
  class Told : public EventSink {
   public:
    void on_event(const Event& event) override {
      if (const auto* notice = std::get_if<Notice>(&event.body)) texts.push_back(notice->text);
    }
    std::vector<std::string> texts;
  };

  void begin(const std::vector<PlannedRun>& runs, Order order = Order::as_written) {
    Plan plan = sample_plan();
    plan.runs = runs;
    store_ = std::move(
        SessionStore::create(results_.path(), plan, sample_catalogue(), {"{}", "{}"}, at(0))
            .value());
    ASSERT_TRUE(store_->begin_session(sample_session(), plan).ok());
    order_ = order;
    take_stock();
    EXPECT_THAT(added_, IsEmpty()) << "nothing has been done yet";
  }

  // As a program that is killed here and another one that goes on.
  void crash() {
    const std::string directory = store_->directory();
    further_.reset();
    store_.reset();
    store_ = std::move(SessionStore::reopen(directory).value());
    ASSERT_TRUE(store_->resume_session(sample_session(), {}).ok());
    take_stock();
  }

  void take_stock() {
    further_.emplace(loop_, *store_, order_, 7);
    added_ = further_->begin(left()).value();
  }

  std::vector<UnfinishedRun> left() { return store_->unfinished().value(); }

  // The next run ends; the figure of all is `joules`.
  RunRecord do_next(std::optional<double> joules, Outcome outcome = Outcome::succeeded) {
    const PlannedRun run = store_->planned(left().front().index).value();
    ++done_;
    RunRecord record = sample_record(run, "id-" + std::to_string(100 + done_), 10.0 * done_);
    record.outcome = outcome;
    record.attempts.back().outcome = outcome;
    record.attempts.back().energy.gpu_energy_total_joules = joules;
    EXPECT_TRUE(store_->begin_run(record.run_id, run, record.start).ok());
    EXPECT_TRUE(store_->begin_attempt(record.run_id, 1, record.start).ok());
    EXPECT_TRUE(store_->end_attempt(record.run_id, record.attempts.back()).ok());
    EXPECT_TRUE(store_->end_run(record).ok());
    return record;
  }

  std::vector<int> indices() {
    std::vector<int> found;
    for (const UnfinishedRun& run : left()) found.push_back(run.index);
    return found;
  }

  // … and what follows is decided.
  void end_next(std::optional<double> joules, Outcome outcome = Outcome::succeeded) {
    const RunRecord record = do_next(joules, outcome);
    added_ = further_->after(record, left()).value();
    further_->tell_reached();
  }

  SystemClock clock_;
  Monitor monitor_{{}};
  Result<SignalFd> signals_ = SignalFd::open({});
  Told told_;
  RunLoop loop_{clock_, monitor_, *signals_, told_};
  TemporaryFolder results_;
  std::unique_ptr<SessionStore> store_;
  std::optional<FurtherRuns> further_;
  std::vector<FurtherRun> added_;
  Order order_ = Order::as_written;
  int done_ = 0;
};

TEST_F(Further, AsWrittenComeRightBehindTheirConfiguration) {
  begin({planned(1, 1), planned(2, 1), planned(3, 2), planned(4, 2)});
  end_next(800);
  EXPECT_THAT(added_, IsEmpty()) << "its second run is planned";
  end_next(900);
  ASSERT_THAT(added_, SizeIs(1));
  EXPECT_EQ(added_[0].experiment_id, "examples_mnist_ff_005");
  EXPECT_THAT(added_[0].why, HasSubstr("% of the mean after 2 runs, asked 1 %"));
  EXPECT_EQ(added_[0].position, 0u);
  EXPECT_THAT(indices(), ElementsAre(5, 3, 4));
  end_next(850);
  EXPECT_THAT(indices(), ElementsAre(6, 3, 4));
  EXPECT_EQ(store_->planned(6)->experiment_id, "examples_mnist_ff_006");
  EXPECT_EQ(store_->planned(6)->minimum_idle, Seconds(60)) << "behind a run of its entry";
  EXPECT_EQ(store_->head()->runs_planned, 6);
  end_next(850);
  EXPECT_THAT(added_, IsEmpty()) << "four are the most";
  EXPECT_THAT(told_.texts,
              ElementsAre(HasSubstr("configuration 1 (examples mnist_ff) is not narrow "
                                    "enough after as many runs as are allowed: GPU "
                                    "energy 850 J")));
  end_next(800);
  end_next(800);
  EXPECT_THAT(indices(), ElementsAre(7)) << "two alike say nothing of the spread";
  end_next(800);
  EXPECT_THAT(indices(), IsEmpty());
  EXPECT_THAT(told_.texts.back(),
              HasSubstr("configuration 2 (examples mnist_ff) is narrow enough: GPU energy 800 J"));
}

TEST_F(Further, ThatWereDecidedOnOutliveACrash) {
  begin({planned(1, 1), planned(2, 1), planned(3, 2), planned(4, 2)});
  end_next(800);
  end_next(900);
  EXPECT_THAT(indices(), ElementsAre(5, 3, 4));
  crash();
  EXPECT_THAT(added_, IsEmpty()) << "it is planned already";
  EXPECT_THAT(indices(), ElementsAre(5, 3, 4));
}

TEST_F(Further, AreDecidedOnAnewWhereACrashCameBefore) {
  begin({planned(1, 1), planned(2, 1), planned(3, 2), planned(4, 2)});
  end_next(800);
  (void)do_next(900);
  crash();
  ASSERT_THAT(added_, SizeIs(1));
  EXPECT_THAT(added_[0].why, HasSubstr("after 2 runs"));
  EXPECT_THAT(indices(), ElementsAre(5, 3, 4));
  crash();
  EXPECT_THAT(added_, IsEmpty());
}

TEST_F(Further, AWarmUpOfOneComesBeforeItAndBeforeAllBehind) {
  begin({planned(1, 1), planned(2, 1), planned(3, 2)});
  end_next(800);
  end_next(900);
  PlannedRun warm_up = planned(5, 1);
  warm_up.role = Role::warm_up;
  ASSERT_TRUE(store_->add_run(warm_up, 4).ok());
  EXPECT_THAT(indices(), ElementsAre(5, 4, 3));
  crash();
  EXPECT_THAT(indices(), ElementsAre(5, 4, 3));
}

TEST_F(Further, OfAnInterleavedPlanMakeAFurtherBlock) {
  begin({planned(1, 1, 1), planned(2, 2, 1), planned(3, 2, 2), planned(4, 1, 2)},
        Order::interleaved);
  for (const double joules : {800, 500, 600}) {
    end_next(joules);
    EXPECT_THAT(added_, IsEmpty());
  }
  (void)do_next(900);
  crash();
  EXPECT_THAT(added_, SizeIs(2)) << "both are too wide when the block is through";
  EXPECT_THAT(indices(), ElementsAre(5, 6));
  EXPECT_EQ(store_->planned(5)->block, 3);
  EXPECT_EQ(store_->planned(6)->block, 3);
  EXPECT_NE(store_->planned(5)->configuration, store_->planned(6)->configuration);
  end_next(700);
  EXPECT_THAT(added_, IsEmpty()) << "the block goes on";
  crash();
  EXPECT_THAT(added_, IsEmpty()) << "likewise";
  end_next(700);
  EXPECT_THAT(added_, SizeIs(2));
}

TEST_F(Further, OfAShuffledPlanFollowWhenAllOfItIsDone) {
  begin({planned(1, 1), planned(2, 2), planned(3, 1), planned(4, 2)}, Order::shuffled);
  for (const double joules : {800, 500, 900}) end_next(joules);
  EXPECT_THAT(indices(), ElementsAre(4)) << "the first is known to be too wide by now";
  crash();
  EXPECT_THAT(added_, IsEmpty());
  end_next(600);
  EXPECT_THAT(indices(), ElementsAre(5, 6));
  EXPECT_EQ(store_->planned(5)->block, 0);
}

TEST_F(Further, JoinTheNextBlockOfThoseWithMoreRuns) {
  PlannedRun often = planned(5, 2, 3);
  PlannedRun later = planned(6, 2, 4);
  begin({planned(1, 1, 1), planned(2, 2, 1), planned(3, 2, 2), planned(4, 1, 2), often, later},
        Order::interleaved);
  for (const double joules : {800, 500, 600, 900}) end_next(joules);
  ASSERT_THAT(added_, SizeIs(1));
  EXPECT_EQ(store_->planned(7)->block, 3);
  EXPECT_EQ(indices().back(), 6) << "the block behind it stays behind it";
}

TEST_F(Further, AFigureThatIsNotMeasuredIsToldOnce) {
  begin({planned(1, 1), planned(2, 1), planned(3, 2), planned(4, 2)});
  for (int run = 0; run < 4; ++run) end_next(std::nullopt);
  EXPECT_THAT(indices(), IsEmpty());
  EXPECT_THAT(told_.texts, ElementsAre(HasSubstr("GPU energy (gpu_joules) was not measured")));
}

TEST_F(Further, OfAConfigurationWhoseRunsAllFailedThereAreNone) {
  begin({planned(1, 1), planned(2, 1)});
  for (int run = 0; run < 2; ++run) end_next(std::nullopt, Outcome::failed);
  EXPECT_THAT(indices(), IsEmpty());
  EXPECT_THAT(told_.texts, ElementsAre("configuration 1 (examples mnist_ff) is not run further: "
                                       "none of its 2 runs has succeeded"));
}

TEST_F(Further, OfAPlanWithoutRepeatsThereAreNone) {
  PlannedRun once = planned(1, 1);
  once.repeat_until.reset();
  begin({once});
  end_next(800);
  EXPECT_THAT(added_, IsEmpty());
}

}  // namespace
}  // namespace mutation
