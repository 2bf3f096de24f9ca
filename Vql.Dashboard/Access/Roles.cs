namespace Vql.Dashboard.Access;

/// <summary>The roles of the dashboard. Readers see figures; operators also act and see personal data.</summary>
internal static class Roles
{
    public const string Reader = "reader";
    public const string Operator = "operator";
}
