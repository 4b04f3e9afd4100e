package disclosure

import "strconv"

// The number words of a language, units first.
var (
	dutchUnits = []string{"nul", "een", "twee", "drie", "vier", "vijf", "zes", "zeven", "acht", "negen", "tien", "elf", "twaalf",
		"dertien", "veertien", "vijftien", "zestien", "zeventien", "achttien", "negentien"}
	dutchTens    = []string{"twintig", "dertig", "veertig", "vijftig", "zestig", "zeventig", "tachtig", "negentig"}
	englishUnits = []string{"zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven",
		"twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"}
	englishTens = []string{"twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"}
)

// numberWords are the numbers that a text writes out, up to a hundred, and the
// groups of so many ("drietal"). The unstressed "een" is an article, and absent.
var numberWords = writtenOut()

func writtenOut() map[string]int {
	all := map[string]int{"eén": 1, "één": 1, "beiden": 2, "honderd": 100, "hundred": 100}
	add := func(units, tens []string, compound func(unit, ten string) string) {
		for n, word := range units {
			all[word] = n
		}
		for t, ten := range tens {
			all[ten] = 20 + 10*t
			for unit := 1; unit <= 9; unit++ {
				all[compound(units[unit], ten)] = 20 + 10*t + unit
			}
		}
	}
	add(dutchUnits, dutchTens, func(unit, ten string) string {
		if unit == "twee" || unit == "drie" {
			return unit + "ën" + ten
		}
		return unit + "en" + ten
	})
	add(englishUnits, englishTens, func(unit, ten string) string { return ten + "-" + unit })
	for n, word := range dutchUnits[2:13] {
		all[word+"tal"] = n + 2
	}
	delete(all, "een")
	return all
}

// numberOf is the number that a word says, in digits or written out.
func numberOf(word string) (int, bool) {
	if n, err := strconv.Atoi(word); err == nil {
		return n, true
	}
	n, found := numberWords[word]
	return n, found
}
