using System.Collections.Frozen;
using System.Globalization;
using System.Numerics;

namespace Vql.Core.Cleaning;

/// <summary>
/// A number in a text: its digits with separators, and a unit. If a number contains both dots and commas, the last separator
/// begins the fraction. A repeated separator groups digits. A single separator groups digits if exactly three digits follow it.
/// Exceptions are a dot in a number with a unit (<c>1.125B</c>) and a separator after a leading zero. Spaces, apostrophes and
/// underscores only group digits.
/// </summary>
internal readonly record struct Amount(string Digits, string Unit, BigInteger Mantissa, int Exponent, bool IsAmbiguous, bool IsScientific)
    : IComparable<Amount>
{
    private static readonly FrozenDictionary<string, int> Units = new Dictionary<string, int>
    {
        [""] = 0,
        ["k"] = 3,
        ["тыс"] = 3,
        ["тыс."] = 3,
        ["万"] = 4,
        ["萬"] = 4,
        ["tsd"] = 3,
        ["tsd."] = 3,
        ["thousand"] = 3,
        ["thousands"] = 3,
        ["m"] = 6,
        ["mm"] = 6,
        ["mn"] = 6,
        ["mil"] = 6,
        ["mil."] = 6,
        ["mln"] = 6,
        ["mln."] = 6,
        ["млн"] = 6,
        ["млн."] = 6,
        ["mill"] = 6,
        ["mio"] = 6,
        ["mio."] = 6,
        ["million"] = 6,
        ["millions"] = 6,
        ["millionen"] = 6,
        ["millones"] = 6,
        ["milhões"] = 6,
        ["milioni"] = 6,
        ["miljoen"] = 6,
        ["億"] = 8,
        ["亿"] = 8,
        ["b"] = 9,
        ["bn"] = 9,
        ["bil"] = 9,
        ["bil."] = 9,
        ["mld"] = 9,
        ["mld."] = 9,
        ["млрд"] = 9,
        ["млрд."] = 9,
        ["milliarde"] = 9,
        ["milliarden"] = 9,
        ["milliard"] = 9,
        ["milliards"] = 9,
        ["mrd"] = 9,
        ["mrd."] = 9,
        ["billion"] = 9,
        ["billions"] = 9,
        ["t"] = 12,
        ["tn"] = 12,
        ["trn"] = 12,
        ["trillion"] = 12,
        ["trillions"] = 12,
        ["lakh"] = 5,
        ["lakhs"] = 5,
        ["lac"] = 5,
        ["crore"] = 7,
        ["crores"] = 7,
        ["cr"] = 7,
        ["cr."] = 7,
    }.ToFrozenDictionary();

    /// <summary>The number, multiplied by 1,000.</summary>
    public Amount InThousands => this with { Exponent = Exponent + 3, IsInThousands = true };

    /// <summary>Whether the number was multiplied by 1,000.</summary>
    public bool IsInThousands { get; private init; }

    /// <summary>Whether the number has a fraction other than zero.</summary>
    public bool HasFraction => Exponent < 0 && Mantissa % BigInteger.Pow(10, -Exponent) != 0;

    /// <summary>Parses a number. Returns null if its separators are inconsistent or its unit is unknown.</summary>
    public static Amount? Parse(string digits, string unit)
    {
        if (!Units.TryGetValue(unit, out var scale))
        {
            return null;
        }

        var (number, exponent) = digits.Split('e') is [var before, var power]
            ? (before, int.Parse(power, CultureInfo.InvariantCulture))
            : (digits, 0);
        if (SplitFraction(number, unit.Length > 0) is not { } parts || RemoveGroupSeparators(parts.Whole) is not { } whole)
        {
            return null;
        }

        return new Amount(
            digits, unit, BigInteger.Parse(whole + parts.Fraction, NumberStyles.None, CultureInfo.InvariantCulture),
            scale + exponent - parts.Fraction.Length, parts.IsAmbiguous, number.Length < digits.Length);
    }

    /// <summary>Returns the number without its fraction, or null if it does not fit into 64 bits.</summary>
    public long? ToWhole()
    {
        var whole = Exponent < 0 ? Mantissa / BigInteger.Pow(10, -Exponent) : Mantissa * BigInteger.Pow(10, Exponent);
        return whole <= long.MaxValue ? (long)whole : null;
    }

    /// <inheritdoc/>
    public int CompareTo(Amount other)
    {
        var least = Math.Min(Exponent, other.Exponent);
        return (Mantissa * BigInteger.Pow(10, Exponent - least)).CompareTo(other.Mantissa * BigInteger.Pow(10, other.Exponent - least));
    }

    private static (string Whole, string Fraction, bool IsAmbiguous)? SplitFraction(string number, bool hasUnit)
    {
        var (dots, commas) = (number.Count(letter => letter == '.'), number.Count(letter => letter == ','));
        var last = number.AsSpan().LastIndexOfAny('.', ',');
        if (last < 0 || (dots > 1 && commas == 0) || (commas > 1 && dots == 0))
        {
            return (number, "", false);
        }

        var (whole, rest) = (number[..last], number[(last + 1)..]);
        var isSingle = dots + commas == 1;
        if (isSingle && rest.Length == 3 && whole is not ("0" or "") && (number[last] == ',' || !hasUnit) && whole.Length <= 3)
        {
            return (number, "", true);
        }

        return (isSingle || number.Count(letter => letter == number[last]) == 1) && rest.All(char.IsAsciiDigit)
            ? (whole, rest, false)
            : null;
    }

    // Supports groups of three digits with one kind of separator, and the Indian system with groups of two before the last three.
    private static string? RemoveGroupSeparators(string whole)
    {
        var first = whole.AsSpan().IndexOfAnyExceptInRange('0', '9');
        if (first < 0)
        {
            return whole;
        }

        var groups = whole.Split(whole[first]);
        var isGrouped = groups[0].Length is >= 1 and <= 3 && groups[^1].Length == 3 && groups.All(group => group.All(char.IsAsciiDigit))
            && (groups[1..^1].All(group => group.Length == 3)
                || (whole[first] == ',' && groups[0].Length <= 2 && groups[1..^1].All(group => group.Length == 2)));
        return isGrouped ? string.Concat(groups) : null;
    }
}
