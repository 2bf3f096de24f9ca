using System.Text.Json;

namespace Vql.Core.Language;

/// <summary>A body while it is read: what is wrong with it, and which of its members somebody asked for.</summary>
internal sealed class BodyReading(VqlRules rules)
{
    private const string Root = "$";

    private readonly Dictionary<string, HashSet<string>> _asked = [];

    public List<VqlFault> Faults { get; } = [];

    public bool IsStrict => rules.IsStrict;

    /// <summary>Remembers that an object's member is known.</summary>
    /// <returns>Whether it is to be read.</returns>
    public bool Ask(string path, string name)
    {
        if (path == Root && rules.Members?.Contains(name) == false)
        {
            return false;
        }

        if (rules.IsStrict)
        {
            if (!_asked.TryGetValue(path, out var names))
            {
                _asked.Add(path, names = new HashSet<string>(StringComparer.OrdinalIgnoreCase));
            }

            names.Add(name);
        }

        return true;
    }

    /// <summary>Finds, where the rules are strict, members that nobody asked for, and members that are there twice.</summary>
    public void CheckMembers(JsonElement body)
    {
        if (rules.IsStrict)
        {
            Check(body, Root);
        }
    }

    private void Check(JsonElement element, string path)
    {
        if (element.ValueKind == JsonValueKind.Array)
        {
            var index = 0;
            foreach (var item in element.EnumerateArray())
            {
                Check(item, $"{path}[{index++}]");
            }
        }
        else if (element.ValueKind == JsonValueKind.Object)
        {
            CheckObject(element, path);
        }
    }

    // An object of which no member was asked for by name has fields for names.
    private void CheckObject(JsonElement element, string path)
    {
        var known = _asked.GetValueOrDefault(path);
        var seen = new HashSet<string>(known?.Comparer);
        foreach (var member in element.EnumerateObject())
        {
            var name = member.Name;
            if (known is not null && !known.TryGetValue(member.Name, out name))
            {
                var near = Spelling.Nearest(member.Name, known);
                Faults.Add(new VqlFault($"{path}.{member.Name}", near is null ? "is no member here" : $"is no member here: did you mean \"{near}\"?"));
                continue;
            }

            if (!seen.Add(name))
            {
                Faults.Add(new VqlFault($"{path}.{name}", "is there twice"));
            }

            Check(member.Value, $"{path}.{name}");
        }
    }
}
