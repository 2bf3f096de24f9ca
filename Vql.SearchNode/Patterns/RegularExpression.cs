using System.Globalization;
using System.Text;
using Lucene.Net.Util.Automaton;

namespace Vql.SearchNode.Patterns;

/// <summary>The optional operators of regular expressions.</summary>
[Flags]
internal enum RegularOperators
{
    None = 0,

    /// <summary><c>&amp;</c>: both sides must match.</summary>
    Intersection = 1,

    /// <summary><c>~</c>: what follows must not match.</summary>
    Complement = 2,

    /// <summary><c>#</c>: nothing matches.</summary>
    Empty = 4,

    /// <summary><c>@</c>: any text matches.</summary>
    AnyString = 8,

    /// <summary>All operators that the node supports, which are those of Elasticsearch without numeric intervals.</summary>
    All = Intersection | Complement | Empty | AnyString,
}

/// <summary>Parses regular expressions in the syntax of Lucene, which always apply to the whole text.</summary>
internal sealed class RegularExpression
{
    private const int MaxDepth = 500;

    private readonly PatternBuilder _builder;
    private readonly RegularOperators _operators;
    private readonly bool _ignoresCase;
    private readonly int[] _text;
    private int _at;
    private int _depth;

    private RegularExpression(string text, RegularOperators operators, bool ignoresCase, int limit)
    {
        (_builder, _operators, _ignoresCase) = (new PatternBuilder(limit), operators, ignoresCase);
        _text = [.. text.EnumerateRunes().Select(rune => rune.Value)];
    }

    private bool HasMore => _at < _text.Length;

    /// <summary>Parses an expression.</summary>
    /// <param name="text">The expression.</param>
    /// <param name="operators">The optional operators.</param>
    /// <param name="ignoresCase">Whether the case of ASCII letters is ignored.</param>
    /// <param name="limit">The maximum work.</param>
    /// <exception cref="FormatException">The syntax is invalid, or an operator is not supported.</exception>
    /// <exception cref="PatternTooComplexException">The expression is too complex.</exception>
    public static Automaton Parse(
        string text, RegularOperators operators = RegularOperators.All, bool ignoresCase = false, int limit = PatternBuilder.DefaultLimit)
    {
        var parser = new RegularExpression(text, operators, ignoresCase, limit);
        var part = text.Length == 0 ? parser._builder.Empty() : parser.Union();
        return parser.HasMore
            ? throw new FormatException($"end-of-string expected at position {parser._at}")
            : parser._builder.Determinize(part).ToLucene();
    }

    private PatternPart Union()
    {
        if (++_depth > MaxDepth)
        {
            throw new FormatException($"the expression has more than {MaxDepth} groups in each other");
        }

        var part = Intersection();
        while (Takes('|'))
        {
            part = _builder.Union(part, Intersection());
        }

        _depth--;
        return part;
    }

    private PatternPart Intersection()
    {
        var part = Concatenation();
        while (Has(RegularOperators.Intersection) && Takes('&'))
        {
            part = _builder.Intersect(part, Concatenation());
        }

        return part;
    }

    private PatternPart Concatenation()
    {
        var part = Repetition();
        while (HasMore && _text[_at] is not (')' or '|') && !(Has(RegularOperators.Intersection) && _text[_at] == '&'))
        {
            part = _builder.Concat(part, Repetition());
        }

        return part;
    }

    private PatternPart Repetition()
    {
        var first = _builder.Count;
        var part = Complement();
        while (HasMore)
        {
            if (Takes('?'))
            {
                part = _builder.Optional(part);
            }
            else if (Takes('*'))
            {
                part = _builder.Star(part);
            }
            else if (Takes('+'))
            {
                part = _builder.Repeat(part, first, 1, null);
            }
            else if (Takes('{'))
            {
                var (min, max) = Bounds();
                part = _builder.Repeat(part, first, min, max);
            }
            else
            {
                break;
            }
        }

        return part;
    }

    private (int Min, int? Max) Bounds()
    {
        var min = Number();
        int? max = !Takes(',') ? min : HasMore && _text[_at] != '}' ? Number() : null;
        return !Takes('}') ? throw new FormatException($"expected '}}' at position {_at}")
            : max < min ? throw new FormatException($"invalid repetition range(out of order): {min}..{max}")
            : (min, max);
    }

    private int Number()
    {
        var digits = new string([.. _text.Skip(_at).TakeWhile(rune => rune is >= '0' and <= '9').Select(rune => (char)rune)]);
        _at += digits.Length;
        return int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw new FormatException($"integer expected at position {_at}");
    }

    private PatternPart Complement()
    {
        var count = 0;
        while (Has(RegularOperators.Complement) && Takes('~'))
        {
            count++;
        }

        var part = Takes('[') ? Class() : Simple();
        for (; count > 0; count--)
        {
            part = _builder.Complement(part);
        }

        return part;
    }

    private PatternPart Class()
    {
        var isNegated = Takes('^');
        var ranges = new List<(int Min, int Max)>();
        do
        {
            if (Predefined() is { } predefined)
            {
                ranges.AddRange(predefined);
                continue;
            }

            var min = Character();
            var max = Takes('-') ? Character() : min;
            if (max < min)
            {
                throw new FormatException($"invalid range: from ({min}) cannot be > to ({max})");
            }

            ranges.Add((min, max));
        }
        while (HasMore && _text[_at] != ']');
        return Takes(']') ? OneOf(isNegated ? CharacterRanges.Complement(ranges) : ranges)
            : throw new FormatException($"expected ']' at position {_at}");
    }

    private PatternPart Simple()
    {
        if (Takes('.'))
        {
            return _builder.AnyCharacter();
        }

        if (Has(RegularOperators.Empty) && Takes('#'))
        {
            return _builder.Nothing();
        }

        if (Has(RegularOperators.AnyString) && Takes('@'))
        {
            return _builder.AnyText();
        }

        if (Takes('"'))
        {
            return Quoted();
        }

        if (Takes('('))
        {
            return Takes(')') ? _builder.Empty() : Group();
        }

        if (_operators == RegularOperators.All && HasMore && _text[_at] == '<')
        {
            throw new FormatException("this node does not support numeric intervals in regular expressions");
        }

        return Predefined() is { } ranges ? OneOf(ranges) : _builder.Character(Character(), _ignoresCase);
    }

    private PatternPart Group()
    {
        var part = Union();
        return Takes(')') ? part : throw new FormatException($"expected ')' at position {_at}");
    }

    private PatternPart Quoted()
    {
        var part = _builder.Empty();
        while (HasMore && _text[_at] != '"')
        {
            part = _builder.Concat(part, _builder.Character(_text[_at++], _ignoresCase));
        }

        return Takes('"') ? part : throw new FormatException($"expected '\"' at position {_at}");
    }

    private List<(int Min, int Max)>? Predefined()
    {
        if (_at + 1 >= _text.Length || _text[_at] != '\\' || CharacterRanges.Predefined(_text[_at + 1]) is not { } ranges)
        {
            return null;
        }

        _at += 2;
        return ranges;
    }

    private int Character()
    {
        Takes('\\');
        return HasMore ? _text[_at++] : throw new FormatException("unexpected end-of-string");
    }

    private PatternPart OneOf(List<(int Min, int Max)> ranges)
    {
        var part = _builder.Nothing();
        return ranges.Aggregate(part, (all, range) => _builder.Union(all, _builder.Range(range.Min, range.Max)));
    }

    private bool Has(RegularOperators one) => _operators.HasFlag(one);

    private bool Takes(char expected)
    {
        if (!HasMore || _text[_at] != expected)
        {
            return false;
        }

        _at++;
        return true;
    }
}
