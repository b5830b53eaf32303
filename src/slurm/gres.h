// Generic resources as Slurm writes them: "gpu", "gpu:2", "gpu:h100", "gpu:h100:2". Pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace mutation {

// The words of a list, without the sockets behind them: "gpu:h100:4(S:0-1),shard:8" is
// {"gpu:h100:4", "shard:8"}.
std::vector<std::string> gres_words(std::string_view list);

// Whether one that has these words has as much as is asked: "gpu:2" of any type, "gpu:h100:2" of
// that. [sbatch(1), --gres]
bool has_gres(const std::vector<std::string>& words, const std::string& asked);

}  // namespace mutation
