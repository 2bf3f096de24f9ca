using Vql.Api.Answers;
using Vql.Core.Fields;
using Vql.Core.Filters;

namespace Vql.Api.Requests;

/// <summary>The members of the rows of a list.</summary>
/// <param name="IsSimple">Whether contacts have their short form.</param>
/// <param name="WithCompany">Whether contacts contain their company.</param>
/// <param name="Members">The selected members; null for all.</param>
internal sealed record ItemShape(bool IsSimple, bool WithCompany, IReadOnlySet<string>? Members)
{
    private const string View = "view";
    private const string Expand = "expand";

    /// <summary>The parameter with the selected members.</summary>
    public const string Select = "select";

    /// <summary>All members of lists.</summary>
    public static ItemShape Full { get; } = new(false, false, null);

    /// <summary>Returns the parameters that select a shape.</summary>
    public static IReadOnlyList<string> ParametersOf(Entity entity) => entity == Entity.Contact ? [View, Expand, Select] : [Select];

    /// <summary>Returns the members that a shape can select.</summary>
    public static IReadOnlyList<string> MembersOf(Entity entity) => entity == Entity.Company
        ? [.. RowMembers.Of(entity, isSimple: false, withCompany: false)]
        : [.. RowMembers.Of(entity, isSimple: false, withCompany: true).Union(RowMembers.Of(entity, isSimple: true, withCompany: true))];

    /// <summary>Reads the parameters of the shape.</summary>
    public static ItemShape Read(Entity entity, IQueryCollection query, List<ParameterFault> faults)
    {
        var (isSimple, withCompany) = entity == Entity.Contact
            ? (IsSelected(query, View, "simple", faults), IsSelected(query, Expand, "company", faults))
            : (false, false);
        var members = ReadMembers(query, [.. RowMembers.Of(entity, isSimple, withCompany)], faults);
        return isSimple || withCompany || members is not null ? new ItemShape(isSimple, withCompany, members) : Full;
    }

    private static bool IsSelected(IQueryCollection query, string name, string value, List<ParameterFault> faults)
    {
        if (RequestReader.Last(query, name)?.Trim() is not { Length: > 0 } text)
        {
            return false;
        }

        var isSelected = text.Equals(value, StringComparison.OrdinalIgnoreCase);
        if (!isSelected)
        {
            faults.Add(new ParameterFault(name, $"must be {value} or omitted, not \"{text}\""));
        }

        return isSelected;
    }

    private static HashSet<string>? ReadMembers(IQueryCollection query, List<string> known, List<ParameterFault> faults)
    {
        if (RequestReader.Last(query, Select) is null)
        {
            return null;
        }

        var members = new HashSet<string>();
        foreach (var name in RequestReader.ReadNames(query, Select))
        {
            if (known.Contains(name))
            {
                members.Add(name);
                continue;
            }

            faults.Add(new ParameterFault(Select, name == RowMembers.CompanyDetail
                ? $"\"{name}\" requires {Expand}=company"
                : $"unknown member \"{name}\"{Suggestion.Of(name, known)}"));
        }

        return members;
    }
}
