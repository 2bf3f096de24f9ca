using System.Globalization;
using Vql.SearchNode.Mappings;

namespace Vql.SearchNode.Queries;

/// <summary>A field of a query on several fields, with its boost: <c>title^3</c>. A star stands for any characters of a name.</summary>
/// <param name="Field">The field.</param>
/// <param name="Boost">The factor of its scores.</param>
internal readonly record struct BoostedField(FieldMapping Field, float Boost)
{
    /// <summary>Returns the fields that a list of names and patterns stands for.</summary>
    /// <exception cref="NodeException">A boost is invalid.</exception>
    public static List<BoostedField> Expand(IndexMapping mapping, IEnumerable<string> names)
    {
        var fields = new List<BoostedField>();
        foreach (var name in names)
        {
            var caret = name.LastIndexOf('^');
            var boost = 1f;
            if (caret > 0 && !float.TryParse(name.AsSpan(caret + 1), NumberStyles.Float, CultureInfo.InvariantCulture, out boost))
            {
                throw NodeException.IllegalArgument($"Could not parse the boost of the field [{name}]");
            }

            var pattern = caret > 0 ? name[..caret] : name;
            fields.AddRange(pattern.Contains('*', StringComparison.Ordinal)
                ? mapping.Fields.Where(field => System.IO.Enumeration.FileSystemName.MatchesSimpleExpression(
                    pattern, field.Name, ignoreCase: false)).OrderBy(field => field.Name, StringComparer.Ordinal)
                    .Select(field => new BoostedField(field, boost))
                : mapping.Find(pattern) is { } found ? [new BoostedField(found, boost)] : []);
        }

        return fields;
    }
}
