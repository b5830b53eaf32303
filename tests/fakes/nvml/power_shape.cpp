// Integrals in closed form.
#include "fakes/nvml/power_shape.h"

#include <algorithm>
#include <cmath>
#include <iterator>

namespace fake_nvml {

double PowerShape::watts(double seconds) const {
  if (is_bursts()) {
    const double within = std::fmod(seconds + 1e-9, length_ + rest_);
    return within < length_ ? first_ : second_;
  }
  if (seconds >= length_) return second_;
  return first_ + (second_ - first_) * seconds / length_;
}

double PowerShape::joules(double seconds) const {
  if (is_bursts()) {
    const double period = length_ + rest_;
    const double whole = std::floor(seconds / period);
    const double within = seconds - whole * period;
    return whole * (first_ * length_ + second_ * rest_) + first_ * std::min(within, length_) +
           second_ * std::max(within - length_, 0.0);
  }
  const double ramped = std::min(seconds, length_);
  const double after = seconds - ramped;
  const double slope = length_ > 0 ? (second_ - first_) / length_ : 0;
  return first_ * ramped + slope * ramped * ramped / 2 + second_ * after;
}

std::vector<double> PowerShape::edges(double from, double to) const {
  std::vector<double> found;
  if (!is_bursts()) {
    if (length_ > from && length_ <= to) found.push_back(length_);
    return found;
  }
  const double period = length_ + rest_;
  for (double start = std::floor(from / period) * period; start <= to; start += period) {
    for (const double edge : {start, start + length_}) {
      if (edge > from && edge <= to) found.push_back(edge);
    }
  }
  return found;
}

PowerHistory::PowerHistory(double watts) : pieces_{{0, PowerShape::constant(watts), 0}} {}

void PowerHistory::set(double at, const PowerShape& shape) {
  const Piece next{at, shape, joules(at)};
  if (pieces_.back().from >= at)
    pieces_.back() = next;
  else
    pieces_.push_back(next);
}

double PowerHistory::watts(double at) const {
  const Piece& held = piece(at);
  return held.shape.watts(std::max(at - held.from, 0.0));
}

double PowerHistory::joules(double at) const {
  const Piece& held = piece(at);
  return held.joules + held.shape.joules(std::max(at - held.from, 0.0));
}

std::vector<double> PowerHistory::edges(double from, double to) const {
  std::vector<double> found;
  for (auto held = pieces_.begin(); held != pieces_.end(); ++held) {
    if (held->from > to) break;
    if (held->from > from) found.push_back(held->from);
    const auto next = std::next(held);
    const double end = next == pieces_.end() ? to : std::min(to, next->from);
    const double begin = std::max(from, held->from);
    if (end <= begin) continue;
    for (const double edge : held->shape.edges(begin - held->from, end - held->from))
      found.push_back(held->from + edge);
  }
  return found;
}

void PowerHistory::forget_before(double at) {
  while (pieces_.size() > 1 && pieces_[1].from <= at) pieces_.pop_front();
}

const PowerHistory::Piece& PowerHistory::piece(double at) const {
  const auto after = std::ranges::upper_bound(pieces_, at, {}, &Piece::from);
  return after == pieces_.begin() ? pieces_.front() : *std::prev(after);
}

}  // namespace fake_nvml
