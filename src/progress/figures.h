// Figures as people read them: energies, powers, temperatures, times, with their units. Pure; the
// exact values stay in the records.
#pragma once

#include <string>

#include "base/clock.h"
#include "base/units.h"

namespace mutation {

// A unit and a number of decimals in which energies are shown, so that a column shares them.
struct EnergyScale {
  double joules_per_unit = 1;
  std::string unit = "J";
  int decimals = 0;
};

// J up to 9999 J, then kJ, then MJ; four significant digits for `largest`.
EnergyScale energy_scale(Joules largest);
std::string energy_number(Joules energy, const EnergyScale& scale);  // without the unit
std::string energy_text(Joules energy);                              // "321.4 J", "14.03 kJ"

std::string power_text(Watts power);                    // "243.1 W"
std::string temperature_text(Celsius temperature);      // "41 °C", "58.2 °C"
std::string percent_text(double percent);               // "98 %", "99.8 %"
std::string metric_text(double value);                  // six significant digits: "0.8123"
std::string duration_text(Seconds duration);            // "59.3 s", "3m 05s"
std::string bare_seconds(Seconds wait);                 // "60", "0.5": as settings give them
std::string wait_text(Seconds wait);                    // "60 s"
std::string clock_text(UtcTime when, UtcTime reading);  // local "14:07", with the date if another

// When something ends, told at `now`: "about 4m 10s left, until 14:07".
std::string time_left_text(Seconds left, UtcTime now);
// "09:30:00" in the machine's time zone.
std::string time_of_day(UtcTime when);

}  // namespace mutation
