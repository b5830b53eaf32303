#include "cluster/layout.h"

#include <fmt/format.h>

#include <filesystem>

namespace mutation {

std::string submitted_file(const std::string& session) {
  return session + "/" + kSubmittedFile;
}

std::string stop_mark(const std::string& session) {
  return session + "/stopped";
}

bool is_stopped(const std::string& session) {
  std::error_code ignored;
  return std::filesystem::exists(stop_mark(session), ignored);
}

std::string slurm_folder(const std::string& session) {
  return session + "/slurm";
}

std::string frozen_program(const std::string& session) {
  return session + "/program/mutation";
}

std::string blocks_folder(const std::string& session) {
  return session + "/blocks";
}

std::string block_folder(const std::string& session, int block) {
  return fmt::format("{}/{:05}", blocks_folder(session), block);
}

std::string block_plan(const std::string& session, int block) {
  return block_folder(session, block) + "/plan.json";
}

}  // namespace mutation
