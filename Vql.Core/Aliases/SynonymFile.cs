using System.Text;

namespace Vql.Core.Aliases;

/// <summary>
/// Reads a file with the synonyms of a deployment: a group a line, its forms separated by <c>|</c>, comments after <c>#</c>. A group
/// with a form of a built-in group extends that group.
/// </summary>
public static class SynonymFile
{
    /// <summary>The maximum size of a file, in bytes.</summary>
    public const int MaxBytes = 262_144;

    /// <summary>The maximum number of groups.</summary>
    public const int MaxGroups = 2_000;

    /// <summary>The maximum number of characters of a form.</summary>
    public const int MaxFormLength = 100;

    /// <summary>The maximum number of words of a form.</summary>
    public const int MaxFormWords = 10;

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Returns the built-in synonyms with those of a file. Null if errors were added.</summary>
    /// <param name="content">The file.</param>
    /// <param name="builtIn">The built-in synonyms.</param>
    /// <param name="faults">The list to which errors are added, each with the number of its line.</param>
    public static Synonyms? Read(ReadOnlySpan<byte> content, Synonyms builtIn, List<SynonymFault> faults)
    {
        if (content.Length > MaxBytes)
        {
            faults.Add(new SynonymFault(null, $"is larger than {MaxBytes} bytes"));
            return null;
        }

        try
        {
            var found = new List<SynonymFault>();
            var groups = ReadGroups(Strict.GetString(content).TrimStart('\uFEFF'), found);
            var synonyms = new Extension(builtIn, groups, found).Apply();
            faults.AddRange(found.OrderBy(fault => fault.Line));
            return found.Count == 0 ? synonyms : null;
        }
        catch (DecoderFallbackException exception)
        {
            faults.Add(new SynonymFault(content[..Math.Max(0, exception.Index)].Count((byte)'\n') + 1, "is not valid UTF-8"));
            return null;
        }
    }

    private static List<Group> ReadGroups(string text, List<SynonymFault> faults)
    {
        var groups = new List<Group>();
        var lines = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var (index, line) in text.Split('\n').Index())
        {
            if (line.Trim() is not { Length: > 0 } group || group[0] == '#')
            {
                continue;
            }

            var forms = group.Split('|', StringSplitOptions.TrimEntries);
            if (FaultOf(forms) is { } fault)
            {
                faults.Add(new SynonymFault(index + 1, fault));
                continue;
            }

            faults.AddRange(forms.Where(form => !lines.TryAdd(Synonyms.KeyOf(form), index + 1)).Select(form => new SynonymFault(
                index + 1,
                lines[Synonyms.KeyOf(form)] is var other && other == index + 1
                    ? $"contains \"{form}\" twice"
                    : $"\"{form}\" is also in line {other}: write one group")));
            groups.Add(new Group(index + 1, forms));
        }

        if (groups.Count > MaxGroups)
        {
            faults.Add(new SynonymFault(groups[MaxGroups].Line, $"is group {MaxGroups + 1}; the maximum is {MaxGroups}"));
        }

        return groups;
    }

    private static string? FaultOf(string[] forms) => forms.Length < 2
        ? "contains only one form: separate the forms of a group with |"
        : forms.Select(FaultOf).OfType<string>().FirstOrDefault();

    private static string? FaultOf(string form) =>
        form.Length == 0 ? "contains an empty form: remove a |"
        : form.Length > MaxFormLength ? $"contains a form of {form.Length} characters; the maximum is {MaxFormLength}"
        : form.Any(char.IsControl) ? "contains a control character"
        : !form.EnumerateRunes().Any(Rune.IsLetterOrDigit) ? $"\"{form}\" contains no letters or digits: no title can match it"
        : Synonyms.KeyOf(form).Split(' ').Length is > MaxFormWords and var words
            ? $"\"{form}\" has {words} words; the maximum is {MaxFormWords}"
        : null;

    private readonly record struct Group(int Line, IReadOnlyList<string> Forms);

    // Extends the built-in groups. A group of the file that connects two of them contradicts them: CEO is not CTO.
    private sealed class Extension(Synonyms builtIn, IReadOnlyList<Group> groups, List<SynonymFault> faults)
    {
        private readonly Dictionary<string, int> _places = builtIn.Groups
            .SelectMany((group, place) => group.Select(form => KeyValuePair.Create(Synonyms.KeyOf(form), place)))
            .DistinctBy(form => form.Key).ToDictionary(StringComparer.Ordinal);

        private readonly List<IReadOnlyList<string>> _result = [.. builtIn.Groups];

        public Synonyms Apply()
        {
            foreach (var group in groups)
            {
                Add(group);
            }

            return new Synonyms(_result);
        }

        private void Add(Group group)
        {
            var known = group.Forms.Where(form => _places.ContainsKey(Synonyms.KeyOf(form)))
                .DistinctBy(form => _places[Synonyms.KeyOf(form)]).ToList();
            if (known.Count > 1)
            {
                faults.Add(new SynonymFault(
                    group.Line,
                    $"\"{known[0]}\" and \"{known[1]}\" have different meanings in the built-in synonyms: remove one of them"));
                return;
            }

            int? place = known.Count == 0 ? null : _places[Synonyms.KeyOf(known[0])];
            IReadOnlyList<string> forms = place is { } extended
                ? [.. _result[extended], .. group.Forms.Where(form => !_places.ContainsKey(Synonyms.KeyOf(form)))]
                : group.Forms;
            if (forms.Count > Synonyms.MaxTexts)
            {
                faults.Add(new SynonymFault(
                    group.Line,
                    $"has {forms.Count} forms{(place is null ? "" : " with those of the built-in group")}; "
                    + $"the maximum is {Synonyms.MaxTexts}"));
            }
            else if (place is { } changed)
            {
                _result[changed] = forms;
            }
            else
            {
                _result.Add(forms);
            }
        }
    }
}

/// <summary>An error in a file with synonyms.</summary>
/// <param name="Line">The number of the line, from 1. Null if the error is in the whole file.</param>
/// <param name="Message">The error and how to correct it.</param>
public sealed record SynonymFault(int? Line, string Message);
