using System.Text.Json;

namespace Vql.Core.Language;

/// <summary>The state of reading a body: its faults and its known members.</summary>
internal sealed class BodyReadContext(VqlRules rules)
{
    private const string Root = "$";

    private readonly Dictionary<string, HashSet<string>> _known = [];

    public List<VqlFault> Faults { get; } = [];

    public bool IsStrict => rules.IsStrict;

    /// <summary>Registers a member of an object as known.</summary>
    /// <returns>Whether the member is read.</returns>
    public bool Register(string path, string name)
    {
        if (path == Root && rules.Members?.Contains(name) == false)
        {
            return false;
        }

        if (rules.IsStrict)
        {
            if (!_known.TryGetValue(path, out var names))
            {
                _known.Add(path, names = new HashSet<string>(StringComparer.OrdinalIgnoreCase));
            }

            names.Add(name);
        }

        return true;
    }

    /// <summary>Adds faults for unknown and duplicate members if the rules are strict.</summary>
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

    // If no member of an object is registered, the names of its members are field names.
    private void CheckObject(JsonElement element, string path)
    {
        var known = _known.GetValueOrDefault(path);
        var seen = new HashSet<string>(known?.Comparer);
        foreach (var member in element.EnumerateObject())
        {
            var name = member.Name;
            if (known is not null && !known.TryGetValue(member.Name, out name))
            {
                var near = Spelling.Nearest(member.Name, known);
                var suggestion = near is null ? "" : $": did you mean \"{near}\"?";
                Faults.Add(new VqlFault($"{path}.{member.Name}", $"is not a known member{suggestion}"));
                continue;
            }

            if (!seen.Add(name))
            {
                Faults.Add(new VqlFault($"{path}.{name}", "is specified twice"));
            }

            Check(member.Value, $"{path}.{name}");
        }
    }
}
