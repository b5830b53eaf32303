#include "unit/dataset/material.h"

namespace mutation {

std::string flat_experiment() {
  return R"({"experiment_id": "toys_ball_001", "timestamp": "2023-11-15T06:13:31.000001",
    "repository": "toys", "model": "ball", "hyperparameters": {"speed": 0.5},
    "duration_seconds": 10.5,
    "energy_metrics": {"cpu_energy_pkg_joules": 40.25, "cpu_energy_ram_joules": 2.5,
      "cpu_energy_total_joules": 42.75, "gpu_power_avg_watts": 100.0,
      "gpu_power_max_watts": 100.0, "gpu_power_min_watts": 100.0,
      "gpu_energy_total_joules": 500.0, "gpu_temp_avg_celsius": 60.0,
      "gpu_temp_max_celsius": 64.0, "gpu_util_avg_percent": 50.0, "gpu_util_max_percent": 90.0},
    "performance_metrics": {"hits": 7.5}, "training_success": true, "retries": 0,
    "error_message": "Training completed successfully"})";
}

std::string parallel_experiment() {
  return R"({"experiment_id": "toys_ball_002_parallel", "timestamp": "2023-11-15T06:20:00.5",
    "mode": "parallel",
    "foreground": {"repository": "toys", "model": "ball", "hyperparameters": {"laps": 3},
      "duration_seconds": 20.0,
      "energy_metrics": {"gpu_energy_total_joules": null, "gpu_power_avg_watts": NaN},
      "performance_metrics": {}, "training_success": false, "retries": 3,
      "error_message": "CUDA out of memory"},
    "background": {"repository": "toys", "model": "cube", "hyperparameters": {"laps": 1},
      "log_directory": "/somewhere/results/run_20231115_060000/toys_ball_002_parallel/background_logs",
      "note": "load"}})";
}

void put_energy_files(const std::string& run_directory) {
  const std::string energy = run_directory + "/energy";
  std::filesystem::create_directories(energy);
  std::string power = "timestamp,power_draw_w\n";
  std::string temperature = "timestamp,gpu_temp_c,memory_temp_c\n";
  std::string utilization = "timestamp,gpu_util_percent,memory_util_percent\n";
  for (int i = 0; i < 5; ++i) {
    const std::string second = std::to_string(1700000000 + 2 * i);
    power += second + ",100.00\n";
    temperature += second + "," + std::to_string(50 + i) + ",N/A\n";
    utilization += second + "," + std::to_string(20 * i) + ",5\n";
  }
  put_file(energy + "/gpu_power.csv", power);
  put_file(energy + "/gpu_temperature.csv", temperature);
  put_file(energy + "/gpu_utilization.csv", utilization);
  put_file(energy + "/cpu_energy.txt",
           "Package Energy (Joules): 40.25\nRAM Energy (Joules): 2.50\n");
  put_file(energy + "/cpu_energy_raw.txt",
           "# started on Wed Nov 15 06:13:21 2023\n\n Performance counter stats for 'all':\n\n"
           "      1,040.25 Joules power/energy-pkg/\n         2.50 Joules power/energy-ram/\n\n"
           "       9.250000001 seconds time elapsed\n\n");
}

void put_session(const std::string& folder) {
  std::filesystem::create_directories(folder + "/toys_ball_001");
  std::filesystem::create_directories(folder + "/toys_ball_002_parallel");
  put_file(folder + "/toys_ball_001/experiment.json", flat_experiment());
  put_file(folder + "/toys_ball_002_parallel/experiment.json", parallel_experiment());
  put_energy_files(folder + "/toys_ball_001");
  put_file(folder + "/summary.csv",
           "experiment_id,timestamp,repository,model,training_success,duration_seconds,retries,"
           "hyperparam_laps,hyperparam_speed,perf_hits,energy_gpu_total_joules\r\n"
           "toys_ball_001,2023-11-15T06:13:31.000777,toys,ball,True,10.5,0,,0.5,7.5,500.0\r\n"
           "toys_ball_003,2023-11-15T06:30:00.000000,toys,ball,True,11.5,1,4,,8.5,600.0\r\n");
}

}  // namespace mutation
