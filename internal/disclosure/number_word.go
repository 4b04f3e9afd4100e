package disclosure

import (
	"maps"
	"strconv"
	"strings"
)

// The number words of a language, units first.
var (
	dutchUnits = []string{"nul", "een", "twee", "drie", "vier", "vijf", "zes", "zeven", "acht", "negen", "tien", "elf", "twaalf",
		"dertien", "veertien", "vijftien", "zestien", "zeventien", "achttien", "negentien"}
	dutchTens    = []string{"twintig", "dertig", "veertig", "vijftig", "zestig", "zeventig", "tachtig", "negentig"}
	englishUnits = []string{"zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven",
		"twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"}
	englishTens = []string{"twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"}
)

// numberWords are the numbers that a text writes out, in Dutch up to a thousand,
// and the groups of so many ("drietal"), spelled plainly. The unstressed "een"
// is an article, and absent.
var numberWords = writtenOut()

// plainly takes from a number word what people leave out or add.
var plainly = strings.NewReplacer("ë", "e", "-", "")

func writtenOut() map[string]int {
	all := belowHundred(dutchUnits, dutchTens, func(unit, ten string) string { return unit + "en" + ten })
	addHundreds(all)
	for n, word := range dutchUnits[2:] {
		all[word+"tal"] = n + 2
	}
	for t, ten := range dutchTens {
		all[ten+"tal"] = 20 + 10*t
	}
	delete(all, "een")
	maps.Copy(all, belowHundred(englishUnits, englishTens, func(unit, ten string) string { return ten + unit }))
	maps.Copy(all, map[string]int{"eén": 1, "één": 1, "beiden": 2, "dozijn": 12, "dozen": 12, "honderdtal": 100,
		"hundred": 100, "duizend": 1000, "thousand": 1000})
	return all
}

func belowHundred(units, tens []string, compound func(unit, ten string) string) map[string]int {
	all := map[string]int{}
	for n, word := range units {
		all[word] = n
	}
	for t, ten := range tens {
		all[ten] = 20 + 10*t
		for unit := 1; unit <= 9; unit++ {
			all[compound(units[unit], ten)] = 20 + 10*t + unit
		}
	}
	return all
}

// addHundreds adds 100 to 999 to the Dutch words below ("tweehonderdtwintig",
// "honderdeneen").
func addHundreds(all map[string]int) {
	rests := maps.Clone(all)
	delete(rests, "nul")
	for times, unit := range dutchUnits[:10] {
		hundred := unit + "honderd"
		if times == 0 {
			hundred, times = "honderd", 1
		}
		all[hundred] = 100 * times
		for rest, n := range rests {
			all[hundred+rest], all[hundred+"en"+rest] = 100*times+n, 100*times+n
		}
	}
}

// numberOf is the number that a word says, in digits or written out.
func numberOf(word string) (int, bool) {
	if n, err := strconv.Atoi(word); err == nil {
		return n, true
	}
	n, found := numberWords[plainly.Replace(word)]
	return n, found
}
