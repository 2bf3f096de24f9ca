using Vql.Api.Answers;
using Vql.Core.Fields;
using Vql.Core.Filters;
using Vql.Core.Language;

namespace Vql.Api.Requests;

/// <summary>What of each row a list answers.</summary>
/// <param name="IsSimple">Whether contacts have their short form.</param>
/// <param name="WithCompany">Whether a contact's company stands beside it.</param>
/// <param name="Members">Only these members; null for all.</param>
internal sealed record ItemShape(bool IsSimple, bool WithCompany, IReadOnlySet<string>? Members)
{
    private const string View = "view";
    private const string Expand = "expand";
    private const string Select = "select";

    /// <summary>The usual one.</summary>
    public static ItemShape Full { get; } = new(false, false, null);

    /// <summary>The parameters that choose a shape.</summary>
    public static IReadOnlyList<string> ParametersOf(Entity entity) => entity == Entity.Contact ? [View, Expand, Select] : [Select];

    /// <summary>Reads the parameters; the others are not looked at.</summary>
    public static ItemShape Read(Entity entity, IQueryCollection query, List<ParameterFault> faults)
    {
        var (isSimple, withCompany) = entity == Entity.Contact
            ? (IsChosen(query, View, "simple", faults), IsChosen(query, Expand, "company", faults))
            : (false, false);
        var members = ReadMembers(query, [.. RowMembers.Of(entity, isSimple, withCompany)], faults);
        return isSimple || withCompany || members is not null ? new ItemShape(isSimple, withCompany, members) : Full;
    }

    private static bool IsChosen(IQueryCollection query, string name, string choice, List<ParameterFault> faults)
    {
        if (RequestReader.Last(query, name)?.Trim() is not { Length: > 0 } text)
        {
            return false;
        }

        var isChosen = text.Equals(choice, StringComparison.OrdinalIgnoreCase);
        if (!isChosen)
        {
            faults.Add(new ParameterFault(name, $"\"{text}\" is unknown: use {choice}, or leave it out"));
        }

        return isChosen;
    }

    private static HashSet<string>? ReadMembers(IQueryCollection query, List<string> known, List<ParameterFault> faults)
    {
        if (RequestReader.Last(query, Select) is null)
        {
            return null;
        }

        var members = new HashSet<string>();
        foreach (var name in query[Select].OfType<string>().SelectMany(names => names.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)))
        {
            if (known.Contains(name))
            {
                members.Add(name);
                continue;
            }

            var near = name == RowMembers.CompanyDetail ? null : Spelling.Nearest(name, known);
            faults.Add(new ParameterFault(Select, name == RowMembers.CompanyDetail
                ? $"\"{name}\" comes with {Expand}=company"
                : $"unknown member \"{name}\"{(near is null ? "" : $": did you mean \"{near}\"?")}"));
        }

        return members;
    }
}
