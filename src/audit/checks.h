// The audit's parts: each adds its findings on all runs.
#pragma once

#include <vector>

#include "audit/material.h"

namespace mutation {

// What the record says of itself: failed, suspect, simulated, what it leaves open.
void check_own_record(const Material& material, std::vector<Finding>& findings);
// Figures that are missing, impossible, constant, or low by the way they were summed.
void check_figures(const Material& material, std::vector<Finding>& findings);
// Energy and metrics that belong to another run.
void check_borrowed_energy(const Material& material, std::vector<Finding>& findings);
void check_borrowed_metrics(const Material& material, std::vector<Finding>& findings);
// Trainings that broke off or never began and were taken for successes.
void check_aborted(const Material& material, std::vector<Finding>& findings);
// Work of others on the GPU or the CPU.
void check_foreign_load(const Material& material, std::vector<Finding>& findings);
// Background trainings that did not load the GPU.
void check_background(const Material& material, std::vector<Finding>& findings);
// Pauses that are missing, runs that overlap, hot starts.
void check_cooling(const Material& material, std::vector<Finding>& findings);
// Metrics on another scale than those of the model's other runs.
void check_metric_scale(const Material& material, std::vector<Finding>& findings);
// Train scripts and commits that are not those of the repository's other runs.
void check_code_changed(const Material& material, std::vector<Finding>& findings);
// The same run twice, and names that are used twice.
void check_duplicates(const Material& material, std::vector<Finding>& findings);

}  // namespace mutation
