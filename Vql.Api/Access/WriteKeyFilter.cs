using Vql.Core.Fields;

namespace Vql.Api.Access;

/// <summary>Requires the write key of a collection.</summary>
internal static class WriteKeyFilter
{
    /// <summary>Requires the write key of an entity's collection.</summary>
    public static TBuilder RequireWriteKey<TBuilder>(this TBuilder routes, Entity entity)
        where TBuilder : IEndpointConventionBuilder => routes.AddEndpointFilter(async (invocation, next) =>
            Allows(invocation.HttpContext, entity) ? await next(invocation) : AccessProblems.Forbidden());

    /// <summary>Returns whether a request has the write key of an entity's collection.</summary>
    public static bool Allows(HttpContext context, Entity entity)
    {
        var (header, setting) = Of(entity);
        var access = context.RequestServices.GetRequiredService<AccessOptions>();
        return access.WriteKeys.TryGetValue(setting, out var key)
            ? key.Matches(context.Request.Headers[header].ToString())
            : access.IsAuthenticationDisabled;
    }

    /// <summary>Returns the header with the write key of an entity's collection.</summary>
    public static string HeaderOf(Entity entity) => Of(entity).Header;

    private static (string Header, string Setting) Of(Entity entity) => entity == Entity.Contact
        ? ("X-Contacts-Write-Key", AccessOptions.ContactsWriteKey)
        : ("X-Companies-Write-Key", AccessOptions.CompaniesWriteKey);
}
